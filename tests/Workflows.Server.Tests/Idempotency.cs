namespace Workflows.Server.Tests;

/// <summary>Every POST may be sent again: it happens once.</summary>
public sealed class Idempotency(LiveServer server) : IClassFixture<LiveServer>
{
    private static readonly string Hanako = LiveServer.KeyOf("kamakura-hanako");

    private static object Application(string kana = "ヤマダ ハナコ") => new { program = "account-transfer", start = "apply", values = Stories.Values(kana) };

    [Fact]
    public async Task A_post_without_a_key_is_refused()
    {
        var (status, body, _) = await server.Api(Hanako, "POST", "/api/v1/applications", Application(), idempotency: "");
        Assert.Equal((400, "IDEMPOTENCY_KEY_REQUIRED"), (status, body.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task The_same_key_and_body_give_the_first_answer_and_one_case()
    {
        var before = await Count();
        var (first, one, _) = await server.Api(Hanako, "POST", "/api/v1/applications", Application(), "same-1");
        var (again, two, raw) = await server.Api(Hanako, "POST", "/api/v1/applications", Application(), "same-1");
        Assert.Equal((201, 201), (first, again));
        Assert.Equal(one.GetRawText(), two.GetRawText());
        Assert.Equal("true", raw.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(before + 1, await Count());
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_a_conflict()
    {
        await server.Api(Hanako, "POST", "/api/v1/applications", Application(), "other-1");
        var (status, body, _) = await server.Api(Hanako, "POST", "/api/v1/applications", Application("ヤマダ ハナヨ"), "other-1");
        Assert.Equal((409, "IDEMPOTENCY_CONFLICT"), (status, body.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Two_clients_may_use_the_same_key()
    {
        var (first, one, _) = await server.Api(Hanako, "POST", "/api/v1/applications", Application(), "shared-1");
        var values = Stories.Values();
        values["email"] = "kyoichi@example.jp";
        var (second, two, _) = await server.Api(LiveServer.KeyOf("kamakura-kyoichi"), "POST", "/api/v1/applications", new { program = "account-transfer", start = "apply", values }, "shared-1");
        Assert.Equal((201, 201), (first, second));
        Assert.NotEqual(one.GetProperty("number").GetString(), two.GetProperty("number").GetString());
    }

    [Fact]
    public async Task Twenty_at_once_with_one_key_make_one_case()
    {
        var before = await Count();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.Api(Hanako, "POST", "/api/v1/applications", Application(), "race-1")));
        Assert.All(answers, a => Assert.Equal(201, a.Status));
        Assert.Single(answers.Select(a => a.Body.GetProperty("number").GetString()).Distinct());
        Assert.Equal(before + 1, await Count());
    }

    [Fact]
    public async Task A_refusal_is_kept_too()
    {
        var body = new { program = "account-transfer", start = "apply", values = new { } };
        var (first, one, _) = await server.Api(Hanako, "POST", "/api/v1/applications", body, "refused-1");
        var (again, two, _) = await server.Api(Hanako, "POST", "/api/v1/applications", body, "refused-1");
        Assert.Equal((422, 422), (first, again));
        Assert.Equal(one.GetProperty("errors").GetRawText(), two.GetProperty("errors").GetRawText());
    }

    [Fact]
    public async Task A_form_sent_twice_from_one_page_counts_once()
    {
        using var person = await server.Browser().SignIn("kamakura-hanako");
        var (_, draft, _) = await server.Api(Hanako, "POST", "/api/v1/drafts", new { program = "account-transfer", start = "apply", values = Stories.Values() });
        var address = $"/14204/apply/account-transfer/apply/confirm?draft={draft.GetProperty("id").GetString()}";
        await person.Go(address);
        var before = await Count();
        var (action, fields) = person.Form("/confirm")!.Value;
        fields.Add(new("do", "submit"));
        await person.Once("POST", action, fields);
        Assert.Equal(302, person.Status);
        // The draft is gone with the first; the second press finds none and makes no second case.
        await person.Once("POST", action, fields);
        Assert.Equal(before + 1, await Count());
    }

    [Fact]
    public async Task A_case_answers_not_modified_to_who_has_its_version()
    {
        var (_, made, _) = await server.Api(Hanako, "POST", "/api/v1/applications", Application());
        var path = $"/api/v1/applications/{made.GetProperty("number").GetString()}";
        await server.ClockTo(LiveServer.Begin.AddMinutes(1));
        var (_, _, raw) = await server.Api(Hanako, "GET", path);
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Url + path);
        request.Headers.Add("Authorization", $"Bearer {Hanako}");
        request.Headers.Add("If-None-Match", raw.Headers.ETag!.ToString());
        Assert.Equal(304, (int)(await client.SendAsync(request)).StatusCode);
    }

    private async Task<int> Count() => (await server.Api(Hanako, "GET", "/api/v1/applications?take=1")).Body.GetProperty("count").GetInt32();
}
