using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Workflows.Server.Platform;

namespace Workflows.Server.Tests.Kit;

/// <summary>A person with a browser that knows no script: keeps cookies, reads forms, posts them. Redirects are followed only when told.</summary>
public sealed partial class PageClient(string url) : IDisposable
{
    private readonly HttpClient _client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = true }) { BaseAddress = new Uri(url) };

    public string Body { get; private set; } = "";
    public string Path { get; private set; } = "/";
    public int Status { get; private set; }
    public HttpResponseMessage Last { get; private set; } = null!;

    /// <summary>The page's text without markup.</summary>
    public string Text => WebUtility.HtmlDecode(Spaces().Replace(Tags().Replace(Body, " "), " "));

    public async Task<PageClient> SignIn(string user)
    {
        await Go("/sign-in");
        await Submit("/sign-in", ("name", user), ("password", DemoUsers.Password), ("returnUrl", ""));
        Assert.True(Status == 200, $"{user} could not sign in: {Status}");
        return this;
    }

    public async Task<PageClient> Go(string path)
    {
        await Send(new HttpRequestMessage(HttpMethod.Get, path));
        for (var i = 0; i < 8 && Status is 301 or 302 or 303 && Last.Headers.Location is { } to; i++) await Send(new HttpRequestMessage(HttpMethod.Get, new Uri(_client.BaseAddress!, to).PathAndQuery));
        return this;
    }

    /// <summary>One request, no redirect followed.</summary>
    public async Task<int> Once(string method, string path, IEnumerable<KeyValuePair<string, string>>? form = null)
    {
        await Send(new HttpRequestMessage(new HttpMethod(method), path) { Content = form is null ? null : new FormUrlEncodedContent(form) });
        return Status;
    }

    /// <summary>A request as the designer's client sends it: JSON by the reader's cookie, with the token where one is given.</summary>
    public async Task<(int Status, JsonElement Body)> Json(string method, string path, object? body = null, string? token = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : JsonContent.Create(body) };
        if (token is not null) request.Headers.Add("X-CSRF", token);
        await Send(request);
        return (Status, Body.Length > 0 && Body[0] is '{' or '[' ? JsonDocument.Parse(Body).RootElement : default);
    }

    /// <summary>One request of a script: JSON (or made content) with the cookies, and the token in its header where given; its status.</summary>
    public async Task<int> Script(string method, string path, object? body, string? token = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = body switch { null => null, Func<HttpContent> made => made(), _ => System.Net.Http.Json.JsonContent.Create(body) },
        };
        if (token is not null) request.Headers.Add("X-CSRF", token);
        await Send(request);
        return Status;
    }

    /// <summary>Posts the page's form whose address contains <paramref name="action"/>, as filled in, with changes.</summary>
    public async Task<PageClient> Submit(string action, params (string Name, string Value)[] changes)
    {
        var (target, fields) = Form(action) ?? throw new InvalidOperationException($"There is no form for '{action}' on {Path}:\n{Text}");
        foreach (var (name, value) in changes) { fields.RemoveAll(f => f.Key == name); fields.Add(new(name, value)); }
        await Send(new HttpRequestMessage(HttpMethod.Post, target) { Content = new FormUrlEncodedContent(fields) });
        if (Status is 301 or 302 or 303) await Go(new Uri(_client.BaseAddress!, Last.Headers.Location!).PathAndQuery);
        return this;
    }

    public (string Action, List<KeyValuePair<string, string>> Fields)? Form(string action)
    {
        foreach (Match form in Forms().Matches(Body))
        {
            var target = Attribute(form.Groups[1].Value, "action") ?? Path;
            if (!target.Contains(action, StringComparison.Ordinal)) continue;
            var fields = new List<KeyValuePair<string, string>>();
            foreach (Match control in Controls().Matches(form.Groups[2].Value))
            {
                var attributes = control.Groups[2].Value;
                if (Attribute(attributes, "name") is not { } name || Attribute(attributes, "type") is "radio" or "checkbox" && !attributes.Contains(" checked", StringComparison.Ordinal)) continue;
                fields.Add(new(name, control.Groups[1].Value switch
                {
                    "select" => Selected().Match(control.Groups[3].Value) is { Success: true } chosen ? WebUtility.HtmlDecode(chosen.Groups[1].Value) : "",
                    "textarea" => WebUtility.HtmlDecode(control.Groups[3].Value),
                    _ => Attribute(attributes, "value") ?? "",
                }));
            }
            return (target, fields);
        }
        return null;
    }

    /// <summary>The address of the first link whose address contains the text.</summary>
    public string? Link(string part) => Links().Matches(Body).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)).FirstOrDefault(l => l.Contains(part, StringComparison.Ordinal));

    public void Dispose() => _client.Dispose();

    private async Task Send(HttpRequestMessage request)
    {
        using var _ = request;
        Last = await _client.SendAsync(request);
        Status = (int)Last.StatusCode;
        Body = await Last.Content.ReadAsStringAsync();
        Path = request.RequestUri!.IsAbsoluteUri ? request.RequestUri.PathAndQuery : request.RequestUri.OriginalString;
    }

    private static string? Attribute(string attributes, string name) =>
        Regex.Match(attributes, $"(?<![-\\w]){name}=\"([^\"]*)\"") is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value) : null;

    [GeneratedRegex("<form method=\"post\"([^>]*)>(.*?)</form>", RegexOptions.Singleline)] private static partial Regex Forms();
    [GeneratedRegex("<(input|select|textarea)\\b([^>]*)>(?:(.*?)(?=</select>|</textarea>|<input|<select|<textarea|$))", RegexOptions.Singleline)] private static partial Regex Controls();
    [GeneratedRegex("<option value=\"([^\"]*)\"[^>]*\\bselected")] private static partial Regex Selected();
    [GeneratedRegex("href=\"([^\"]*)\"")] private static partial Regex Links();
    [GeneratedRegex("<[^>]+>")] private static partial Regex Tags();
    [GeneratedRegex("\\s+")] private static partial Regex Spaces();
}
