using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Workflows.Browser;

/// <summary>A person's hand on a page: each press, each field filled, each choice, each paste is one action, and they are counted.</summary>
public sealed class Hand(IPage page)
{
    public int Actions { get; private set; }
    public IPage Page => page;

    /// <summary>A step of the flow in the picture.</summary>
    public ILocator Step(string name) => page.Locator(".react-flow__node", new() { Has = page.Locator(".step .name", new() { HasTextRegex = new($"^{name}$") }) }).First;

    /// <summary>A setting of what is chosen.</summary>
    public ILocator Panel(string label) => page.Locator("aside.side").GetByLabel(new Regex($"^{label}")).First;

    /// <summary>A new step, chosen from the list of steps.</summary>
    public Task Add(string kind) => Press(page.Locator(".palette").GetByRole(AriaRole.Button, new() { Name = kind, Exact = true }));

    /// <summary>Another part of the procedure, chosen at the left.</summary>
    public Task Part(string name) => Press(page.Locator("nav.parts button", new() { HasText = name }).First);

    /// <summary>A button by its words: in the dialog where one is open, else on the page.</summary>
    public async Task Press(string button)
    {
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Press((await dialog.CountAsync() > 0 ? dialog.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }) : page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true })).First);
    }

    public async Task Press(ILocator place) { Actions++; await place.ClickAsync(); }
    public async Task Fill(ILocator field, string words) { Actions++; await field.FillAsync(words); await field.BlurAsync(); }
    public Task Fill(string label, string words) => Fill(page.GetByLabel(label, new() { Exact = true }).First, words);
    public async Task Choose(ILocator list, string words) { Actions++; await list.SelectOptionAsync(new SelectOptionValue { Label = words }); }
    public Task Choose(string label, string words) => Choose(page.GetByLabel(label, new() { Exact = true }).First, words);
    public async Task Tick(string label) { Actions++; await page.GetByLabel(label, new() { Exact = true }).First.CheckAsync(); }
    public async Task Key(string key) { Actions++; await page.Keyboard.PressAsync(key); }

    /// <summary>Pastes what a spreadsheet would have put on the clipboard.</summary>
    public async Task Paste(ILocator field, string sheet)
    {
        Actions++;
        await field.FocusAsync();
        await field.EvaluateAsync("(field, sheet) => { const data = new DataTransfer(); data.setData('text/plain', sheet); field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }", sheet);
    }

    /// <summary>Waits until the designer says that everything is saved.</summary>
    public Task Saved() => Assertions.Expect(page.Locator(".saved")).ToHaveTextAsync("保存しました");
}
