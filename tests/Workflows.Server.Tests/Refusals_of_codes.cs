using Microsoft.Extensions.DependencyInjection;
using Workflows.Cases.Ports;

namespace Workflows.Server.Tests;

/// <summary>One-time codes on pages without script: without an account one comes in by a code, and an address has to be confirmed before a form is taken.</summary>
public sealed partial class Refusals
{
    [Fact]
    public async Task Without_an_account_one_applies_by_a_code_and_comes_back_by_another()
    {
        const string Mail = "visitor@example.jp";
        using var visitor = server.Browser();
        await visitor.Go("/14204/apply/account-transfer/apply");
        Assert.StartsWith("/14204/sign-in/code", visitor.Path, StringComparison.Ordinal);
        await visitor.Submit("/sign-in/code", ("email", "no address"), ("do", "send"));
        Assert.Contains("メールアドレスの形が正しくありません。", visitor.Text, StringComparison.Ordinal);
        await visitor.Submit("/sign-in/code", ("email", Mail), ("do", "send"));
        Assert.Contains($"{Mail} に確認コードを送りました。", visitor.Text, StringComparison.Ordinal);
        await visitor.Submit("/sign-in/code", ("digits", "12345x"), ("do", "check"));
        Assert.Equal(422, visitor.Status);
        Assert.Contains("確認コードが正しくありません。", visitor.Text, StringComparison.Ordinal);
        await visitor.Submit("/sign-in/code", ("digits", Stories.CodeFor(server, Mail)), ("do", "check"));
        Assert.Equal(("/14204/apply/account-transfer/apply", 200), (visitor.Path, visitor.Status));

        // The own address needs no second code; another one does.
        await visitor.Submit("/apply/", ("do", "next"), ("agree", "true"), ("email", "second@example.jp"), ("phone", "090-1111-2222"));
        Assert.Contains("second@example.jp に確認コードを送ります。", visitor.Text, StringComparison.Ordinal);
        await visitor.Submit("/code", ("do", "send"));
        await visitor.Submit("/code", ("digits", Stories.CodeFor(server, "second@example.jp")), ("do", "check"));
        Assert.Contains("page=subjects", visitor.Path, StringComparison.Ordinal);

        // The same address is the same person; nobody else's pages are theirs.
        await server.Later(TimeSpan.FromMinutes(2));
        using var again = server.Browser();
        await again.Go("/14204/my");
        Assert.Contains("メールの確認コードで進めます", again.Text, StringComparison.Ordinal);
        await again.Go(again.Link("/sign-in/code")!);
        await again.Submit("/sign-in/code", ("email", "ＶＩＳＩＴＯＲ＠ｅｘａｍｐｌｅ．ｊｐ"), ("do", "send"));
        await again.Submit("/sign-in/code", ("digits", string.Concat(Stories.CodeFor(server, Mail).Select(d => (char)(d - '0' + '０')))), ("do", "check"));
        Assert.Equal(("/14204/my", 200), (again.Path, again.Status));
        Assert.Contains("下書き", again.Text, StringComparison.Ordinal);
        await again.Go("/14208/my");
        Assert.Equal(403, again.Status);
        await again.Go("/14204/inbox");
        Assert.Equal(403, again.Status);
    }

    [Fact]
    public async Task A_code_serves_only_who_asked_for_it_and_where_it_was_sent_nothing_is_kept_in_clear()
    {
        var values = Stories.Values();
        values["email"] = "once-only@example.jp";
        var (status, body, _) = await server.Api(LiveServer.KeyOf(Hanako), "POST", "/api/v1/applications", new { program = "account-transfer", start = "apply", values });
        Assert.Equal((422, "CODE_NEEDED"), (status, body.GetProperty("code").GetString()));
        (status, body, _) = await server.Api(LiveServer.KeyOf(Hanako), "POST", "/api/v1/codes", new { program = "account-transfer", start = "apply", values });
        Assert.Equal(201, status);
        var (code, digits) = (body.GetProperty("code").GetString()!, Stories.CodeFor(server, "once-only@example.jp"));
        (status, body, _) = await server.Api(LiveServer.KeyOf("kamakura-kyoichi"), "POST", $"/api/v1/codes/{code}/confirm", new { digits });
        Assert.Equal((422, "CODE_EXPIRED"), (status, body.GetProperty("code").GetString()));

        var kept = server.App.Services.GetRequiredService<IKeptStore>();
        var row = (await kept.Find("14204", KeptSpaces.Codes, code, TestContext.Current.CancellationToken))!;
        Assert.DoesNotContain(digits, row.Value.ToJson(), StringComparison.Ordinal);
        foreach (var space in (string[])[KeptSpaces.Codes, KeptSpaces.CodeSendings, KeptSpaces.CodeTries, KeptSpaces.ConfirmedAddresses])
            await foreach (var one in kept.All("14204", space, null, TestContext.Current.CancellationToken)) Assert.DoesNotContain("@", one.Key, StringComparison.Ordinal);

        // The mail is in the language asked for, else in the one the person prefers.
        string? Subject(string to) => server.App.Services.GetRequiredService<ISimulators>().Calls("14204", "C-MAIL").Last(c => c.Request["to"].AsText() == to).Request["subject"].AsText();
        values["email"] = "english@example.jp";
        Assert.Equal(201, (await server.Api(LiveServer.KeyOf(Hanako), "POST", "/api/v1/codes", new { program = "account-transfer", start = "apply", values, language = "en" })).Status);
        Assert.Equal("[Code] Direct debit enrolment", Subject("english@example.jp"));
        await kept.Set("14204", KeptSpaces.Preferences, Hanako, Engine.Data.Datum.Object(("channels", Engine.Data.Datum.EmptyList), ("language", "easy")), DateTimeOffset.UtcNow, null, TestContext.Current.CancellationToken);
        values["email"] = "easy@example.jp";
        Assert.Equal(201, (await server.Api(LiveServer.KeyOf(Hanako), "POST", "/api/v1/codes", new { program = "account-transfer", start = "apply", values })).Status);
        Assert.Equal("【確認コード】税金や保険料を銀行の口座から払う申し込み", Subject("easy@example.jp"));
        await kept.Remove("14204", KeptSpaces.Preferences, Hanako, TestContext.Current.CancellationToken);

        server.App.Services.GetRequiredService<ISimulators>().Fail("14204", "C-MAIL", "send", "down", 1);
        values["email"] = "unsent@example.jp";
        (status, body, _) = await server.Api(LiveServer.KeyOf(Hanako), "POST", "/api/v1/codes", new { program = "account-transfer", start = "apply", values });
        Assert.Equal((503, "CODE_NOT_SENT"), (status, body.GetProperty("code").GetString()));
    }
}
