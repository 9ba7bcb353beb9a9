using System.Text.Json;
using Workflows.Server.Platform;

namespace Workflows.Server.Tests;

/// <summary>Bad input is refused with the field and the reason, in Japanese and English, and changes nothing.</summary>
public sealed partial class Refusals(LiveServer server) : IClassFixture<LiveServer>
{
    private const string Hanako = "kamakura-hanako";

    [Fact]
    public async Task A_problem_has_the_shape_of_rfc_9457_in_two_languages()
    {
        var (status, body, raw) = await server.Api(LiveServer.KeyOf(Hanako), "POST", "/api/v1/applications", new { program = "account-transfer", start = "apply", values = new { agree = false } });
        Assert.Equal(422, status);
        Assert.Equal("application/problem+json", raw.Content.Headers.ContentType!.MediaType);
        Assert.Equal("/problems/validation", body.GetProperty("type").GetString());
        Assert.Equal(422, body.GetProperty("status").GetInt32());
        Assert.Equal("VALIDATION", body.GetProperty("code").GetString());
        Assert.NotEmpty(body.GetProperty("title").GetString()!);
        Assert.NotEmpty(body.GetProperty("detail").GetString()!);
        Assert.Matches("^[ -~]+$", body.GetProperty("detailEn").GetString()!);
        Assert.Contains(body.GetProperty("errors").EnumerateArray(), e => e.GetProperty("field").GetString() == "email" && e.GetProperty("ja").GetString()!.Contains("メールアドレス", StringComparison.Ordinal));
        Assert.Contains(body.GetProperty("errors").EnumerateArray(), e => e.GetProperty("ja").GetString() == "同意が必要です。");
    }

    [Theory]
    [InlineData("91920001110812345678900100000026063000152004", "バーコードの値が正しくありません。")]
    [InlineData("91920002110845678901230100000026063000099000", "この納付書は鎌倉市のものではありません。")]
    [InlineData("9192000111081234567890010000002606300015200", "バーコードの値が正しくありません。")]
    public async Task A_wrong_check_digit_another_citys_slip_and_a_short_barcode_are_told_at_the_field(string barcode, string message)
    {
        var (status, body, _) = await server.Api(LiveServer.KeyOf(Hanako), "POST", "/api/v1/procedures/account-transfer/forms/F-APP/check", new { values = new { lines = new[] { new { barcode } } }, live = true });
        Assert.Equal(200, status);
        var field = body.GetProperty("pages").EnumerateArray().SelectMany(p => p.GetProperty("fields").EnumerateArray()).Single(f => f.GetProperty("key").GetString() == "lines")
            .GetProperty("rows")[0].EnumerateArray().Single(f => f.GetProperty("key").GetString() == "barcode");
        Assert.Equal(message, field.GetProperty("errors")[0].GetString());
    }

    [Fact]
    public async Task A_good_barcode_fills_in_and_locks_the_fields_but_never_the_amount()
    {
        var (_, body, _) = await server.Api(LiveServer.KeyOf(Hanako), "POST", "/api/v1/procedures/account-transfer/forms/F-APP/check", new { values = new { lines = new[] { new { barcode = Stories.Barcode } } }, live = true });
        var row = body.GetProperty("pages").EnumerateArray().SelectMany(p => p.GetProperty("fields").EnumerateArray()).Single(f => f.GetProperty("key").GetString() == "lines").GetProperty("rows")[0]
            .EnumerateArray().ToDictionary(f => f.GetProperty("key").GetString()!);
        Assert.Equal("1234567890", row["noticeNo"].GetProperty("value").GetString());
        Assert.True(row["noticeNo"].GetProperty("locked").GetBoolean());
        Assert.Equal(8, row["fiscalYear"].GetProperty("value").GetInt32());
        Assert.DoesNotContain("15200", body.GetRawText().Replace(Stories.Barcode, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    [InlineData("null", 400)]
    [InlineData("{\"program\":\"account-transfer\",\"start\":\"apply\",\"values\":[1]}", 400)]
    [InlineData("{\"program\":\"no such\",\"start\":\"apply\"}", 404)]
    public async Task What_is_not_understood_is_refused_and_never_an_error_of_ours(string body, int expected)
    {
        var (status, problem, raw) = await server.Api(LiveServer.KeyOf(Hanako), "POST", "/api/v1/applications", body);
        Assert.True(status == expected, $"{status}: {await raw.Content.ReadAsStringAsync()}");
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("code").GetString()));
        Assert.DoesNotContain("   at ", await raw.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"program\":\"account-transfer\",\"start\":\"apply\",\"values\":[1]}", "values", "項目の集まり", "object")]
    [InlineData("{\"program\":\"account-transfer\",\"start\":\"apply\",\"values\":\"x\"}", "values", "項目の集まり", "object")]
    [InlineData("{\"program\":7,\"start\":\"apply\"}", "program", "文字列", "text")]
    [InlineData("{\"program\":null,\"start\":\"apply\"}", "program", "", "program")]
    [InlineData("{\"start\":\"apply\"}", "program", "「program」を書いてください。", "missing")]
    public async Task A_member_of_the_wrong_shape_is_named_with_the_remedy_in_two_languages(string body, string field, string ja, string en)
    {
        var (status, problem, raw) = await server.Api(LiveServer.KeyOf(Hanako), "POST", "/api/v1/applications", body);
        Assert.True(status == 400, $"{status}: {await raw.Content.ReadAsStringAsync()}");
        var told = Assert.Single(problem.GetProperty("errors").EnumerateArray());
        Assert.Equal(field, told.GetProperty("field").GetString());
        Assert.Contains(ja, told.GetProperty("ja").GetString()!, StringComparison.Ordinal);
        Assert.Contains(field, problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.Contains(en, problem.GetProperty("detailEn").GetString()!, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_missing_or_too_large_is_told_so()
    {
        var (missing, problem, _) = await server.Api(LiveServer.KeyOf(Hanako), "POST", "/api/v1/applications");
        Assert.Contains(missing, new[] { 400, 415 });
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        // The length alone says it: nothing has to be sent.
        using var tcp = new System.Net.Sockets.TcpClient("127.0.0.1", new Uri(server.Url).Port);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"POST /api/v1/applications HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {LiveServer.KeyOf(Hanako)}\r\nIdempotency-Key: huge\r\nContent-Type: application/json\r\nContent-Length: 999999999\r\n\r\n"));
        using var reader = new StreamReader(stream);
        var answer = new char[4_000];
        var length = await reader.ReadAsync(answer);
        Assert.StartsWith("HTTP/1.1 413", new string(answer, 0, length), StringComparison.Ordinal);
        while (!new string(answer, 0, length).Contains("TOO_LARGE", StringComparison.Ordinal) && await reader.ReadAsync(answer.AsMemory(length)) is > 0 and var more) length += more;
        Assert.Contains("TOO_LARGE", new string(answer, 0, length), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deep_nesting_is_refused_not_fatal()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 5_000)) + string.Concat(Enumerable.Repeat("]", 5_000));
        var (status, _, _) = await server.Api(LiveServer.KeyOf(Hanako), "POST", "/api/v1/applications", $"{{\"program\":\"account-transfer\",\"start\":\"apply\",\"values\":{deep}}}");
        Assert.Equal(400, status);
        Assert.Equal(200, (await server.Api(LiveServer.KeyOf(Hanako), "GET", "/api/v1/me")).Status);
    }

    [Fact]
    public async Task A_forged_and_a_foreign_return_state_change_nothing()
    {
        var number = await Stories.Apply(server, Hanako, Stories.Values());
        using var nobody = server.Browser();
        foreach (var state in (string[])["1.forged", "99999999999999999.AAAA", "", "x"])
        {
            Assert.Equal(400, await nobody.Once("GET", $"/return/14204/account-transfer/C-SVC?applicationId={number}&code=00&state={Uri.EscapeDataString(state)}"));
            Assert.Equal("金融機関手続中", await Stories.StatusOf(server, Hanako, number));
        }
    }

    [Fact]
    public async Task A_return_told_twice_has_its_effect_once_and_another_persons_link_shows_nothing()
    {
        var number = await Stories.Apply(server, Hanako, Stories.Values());
        var handover = await Stories.Eventually(async () => (await server.Api(LiveServer.KeyOf(Hanako), "GET", $"/api/v1/applications/{number}")).Body.GetProperty("handover").GetString());
        using var hanako = await server.Browser().SignIn(Hanako);
        await hanako.Once("POST", handover, [new("code", "00")]);
        var back = hanako.Last.Headers.Location!.ToString();
        await hanako.Go(back);
        Assert.Equal("受付完了(仮)", await Stories.StatusOf(server, Hanako, number));
        using var stranger = server.Browser();
        await stranger.Go(back);
        Assert.Equal(200, stranger.Status);
        Assert.DoesNotContain("山田", stranger.Text, StringComparison.Ordinal);
        var (_, view, _) = await server.Api(LiveServer.KeyOf(Hanako), "GET", $"/api/v1/applications/{number}");
        Assert.Single(view.GetProperty("notices").EnumerateArray());
    }

    [Fact]
    public async Task Another_persons_and_another_municipalitys_case_do_not_exist()
    {
        var number = await Stories.Apply(server, Hanako, Stories.Values());
        foreach (var (key, path) in ((string, string)[])
        [
            (LiveServer.KeyOf("kamakura-kyoichi"), $"/api/v1/applications/{number}"), (LiveServer.KeyOf("zushi-shuno", "14208"), $"/api/v1/cases/{number}"),
            (LiveServer.KeyOf("zushi-hanako", "14208"), $"/api/v1/applications/{number}"),
        ])
        {
            var (status, body, _) = await server.Api(key, "GET", path);
            Assert.Equal(404, status);
            Assert.Equal("NOT_FOUND", body.GetProperty("code").GetString());
            var (none, same, _) = await server.Api(key, "GET", path.Replace(number, "KF-1999-999999", StringComparison.Ordinal));
            Assert.Equal((none, Without(same, "traceId")), (status, Without(body, "traceId")));
        }
    }

    [Fact]
    public async Task The_account_number_is_masked_and_shown_only_with_right_and_reason()
    {
        var number = await Stories.Apply(server, Hanako, Stories.Values(account: "7654321"));
        foreach (var (user, path) in ((string, string)[])[(Hanako, $"/api/v1/applications/{number}"), ("kamakura-shuno", $"/api/v1/cases/{number}")])
        {
            var text = (await server.Api(LiveServer.KeyOf(user), "GET", path)).Body.GetRawText();
            Assert.DoesNotContain("7654321", text, StringComparison.Ordinal);
            Assert.Contains("****321", text, StringComparison.Ordinal);
        }
        var subject = (await server.Api(LiveServer.KeyOf("kamakura-kamoku"), "GET", $"/api/v1/cases/{number}")).Body.GetRawText();
        // Neither the number, nor its mask, nor the field; three digits alone may stand in any random id.
        foreach (var hidden in (string[])["7654321", "****", "\"accountNo\""]) Assert.DoesNotContain(hidden, subject, StringComparison.Ordinal);

        var (refused, problem, _) = await server.Api(LiveServer.KeyOf("kamakura-kamoku"), "POST", $"/api/v1/cases/{number}/reveal", new { field = "accountNo", reason = "知りたい" });
        Assert.Equal((403, "この情報を表示する権限がありません。"), (refused, problem.GetProperty("detail").GetString()));
        Assert.Equal(422, (await server.Api(LiveServer.KeyOf("kamakura-shuno"), "POST", $"/api/v1/cases/{number}/reveal", new { field = "accountNo", reason = " " })).Status);
        var (shown, value, _) = await server.Api(LiveServer.KeyOf("kamakura-shuno"), "POST", $"/api/v1/cases/{number}/reveal", new { field = "accountNo", reason = "電話の照会" });
        Assert.Equal((200, "7654321"), (shown, value.GetProperty("value").GetString()));

        using var watcher = await server.Browser().SignIn("operator-14204");
        await watcher.Go("/14204/admin");
        Assert.Contains("電話の照会", watcher.Text, StringComparison.Ordinal);
        Assert.Contains("閲覧 拒否", watcher.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guessing_a_password_locks_the_person_for_a_while()
    {
        using var guesser = server.Browser();
        for (var i = 0; i < People.MaxFailures; i++)
        {
            await guesser.Go("/sign-in");
            await guesser.Submit("/sign-in", ("name", "zushi-kansa"), ("password", $"guess {i}"));
            Assert.Equal(401, guesser.Status);
        }
        await guesser.Go("/sign-in");
        await guesser.Submit("/sign-in", ("name", "zushi-kansa"), ("password", DemoUsers.Password));
        Assert.Equal(401, guesser.Status);
        Assert.Contains("しばらくログインできません", guesser.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task Signing_in_never_sends_a_person_to_another_site(string returnUrl)
    {
        using var person = server.Browser();
        await person.Go("/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl));
        var (action, fields) = person.Form("/sign-in")!.Value;
        fields.RemoveAll(f => f.Key is "name" or "password" or "returnUrl");
        await person.Once("POST", action, [.. fields, new("name", Hanako), new("password", DemoUsers.Password), new("returnUrl", returnUrl)]);
        Assert.Equal("/my", person.Last.Headers.Location!.ToString());
    }

    private static string Without(JsonElement body, string name) => string.Join('|', body.EnumerateObject().Where(p => p.Name != name).Select(p => $"{p.Name}={p.Value}"));
}
