using Workflows.Cases.Commands;
using Workflows.Cases.Packages;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Data;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>Several people at the same moment.</summary>
internal static class TogetherSteps
{
    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Act("次の操作(?:が同時に行われる|を同時に行う)", "次の操作が同時に行われる", Run),
        Expect("ちょうど{n}件が成功し、残りは{s}と拒否される", "ちょうど 1 件が成功し、残りは \"現在の状態ではこの操作はできません。\" と拒否される", (c, a) => Exactly(c, a.Number(1), a[2])),
        Expect("ちょうど{n}件が成功する", "ちょうど 1 件が成功する", (c, a) => Exactly(c, a.Number(1), null)),
    ];

    private static async ValueTask Run(ScenarioContext context, StepArguments args)
    {
        var acts = new List<Func<Task<Result<Receipt>>>>();
        foreach (var row in args.Records)
        {
            string? Cell(params string[] names) => row.Where(c => names.Contains(c.Key)).Select(c => Values.Text(c.Cell)).FirstOrDefault();
            var person = Cell("人", "だれ", "誰") ?? throw new ScenarioException("表に「人」の列が要ります。");
            var name = Cell("操作") ?? throw new ScenarioException("表に「操作」の列が要ります。");
            var content = row.Where(c => c.Key == "内容").Select(c => Values.Parse(c.Cell)).FirstOrDefault() ?? Datum.Null;
            var values = content.Kind == DatumKind.Object ? content : Datum.EmptyObject;
            var caller = await context.Caller(person).ConfigureAwait(false);
            var command = context.NextCommand();
            acts.Add(Prepare(context, caller, command, name, values));
        }
        var results = await Task.WhenAll(acts.Select(a => Task.Run(a, context.Ct))).ConfigureAwait(false);
        context.Together = [.. results.Select(r => r.Problem)];
        context.Problem = context.Together.FirstOrDefault(p => p is not null);
    }

    private static Func<Task<Result<Receipt>>> Prepare(ScenarioContext context, Caller caller, string command, string name, Datum values)
    {
        var world = context.World;
        if (context.Program.Actions.Find(name) is { } action)
        {
            var target = context.TheCase;
            return async () => await world.Sender.Send(new TakeAction(caller, command, target, action.Id, values), context.Ct).ConfigureAwait(false);
        }
        if (context.Program.Forms.Find(name) is { } form && context.Program.Starts.FirstOrDefault(s => s.Kind == StartKind.Form && context.Program.Forms.Find(s.Form) == form) is { } start)
            return async () => await world.Sender.Send(new SubmitForm(caller, command, context.Program.Id, start.Id, values), context.Ct).ConfigureAwait(false);
        throw new ScenarioException($"操作「{name}」は、この手続の操作でも様式でもありません。");
    }

    private static ValueTask Exactly(ScenarioContext context, int count, string? text)
    {
        var done = context.Together.Count(p => p is null);
        if (done != count) throw Checks.Wrong("成功した操作", $"{count} 件", $"{done} 件");
        var other = context.Together.OfType<Problem>().FirstOrDefault(p => text is not null && p.Ja != text && p.Errors.All(e => e.Message != text));
        return other is null ? default : throw Checks.Wrong("拒否の文", text!, ScenarioContext.Words(other));
    }
}
