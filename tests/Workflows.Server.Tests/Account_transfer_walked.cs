using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mediator;
using UglyToad.PdfPig;
using Workflows.Cases.Commands;
using Workflows.Cases.Documents;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Server.Tests;

/// <summary>
/// Account transfer's fields as everybody, on every surface: pages, API, lists, search, order, registers, CSV, documents. What somebody may not
/// see stands nowhere; the account number stands nowhere in full, not in logs and traces either.
/// </summary>
public sealed class Account_transfer_walked(WalkedTransfer walked) : IClassFixture<WalkedTransfer>
{
    /// <summary>Every field's own value, found nowhere else.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Canaries = new Dictionary<string, string>
    {
        ["payerName"] = "甲斐田カナリア", ["payerKana"] = "カイダ カナリア", ["payerBirth"] = "1971-03-17", ["payerPostal"] = "2487771", ["holderKana"] = "ﾍﾞﾂﾒｲｷﾞ ｶﾅﾘｱ",
        ["accountNo"] = "7654398", ["phone"] = "0467424242", ["email"] = "canary71@example.jp",
    };

    /// <summary>F in full, m masked, - not there: in the order of <see cref="Canaries"/>.</summary>
    public static TheoryData<string, string> People => new()
    {
        { "kamakura-hanako", "FFFFFmFF" },
        { "kamakura-kyoichi", "--------" },
        { "kamakura-shuno", "FFFFFmFF" },
        { "kamakura-kacho", "FFFFFmFF" },
        { "kamakura-kamoku", "--------" },
        { "kamakura-kansa", "FFFF----" },
        { "kamakura-kikaku", "--------" },
        { "operator", "--------" },
    };

    [Theory]
    [MemberData(nameof(People))]
    public async Task Nobody_reads_a_field_anywhere_that_is_not_theirs_to_read(string person, string sights)
    {
        var answers = await walked.ReadEverything(person);
        foreach (var ((field, value), sight) in Canaries.Zip(sights))
        {
            var where = answers.Where(a => Spellings(field, value).Any(s => a.Text.Contains(s, StringComparison.Ordinal))).Select(a => a.Path).ToList();
            if (sight == 'F') Assert.True(where.Count > 0, $"{person} cannot see {field}.");
            else Assert.True(where.Count == 0, $"{person} finds {field} in {string.Join(", ", where)}");
            if (sight == 'm') Assert.Contains(answers, a => a.Text.Contains("****398", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("kamakura-shuno", "7654398", 0)]
    [InlineData("kamakura-kamoku", "カナリア", 0)]
    [InlineData("kamakura-shuno", "甲斐田カナリア", 2)]
    public async Task Search_finds_only_by_what_its_reader_may_read(string person, string text, int found)
    {
        var (status, body, _) = await walked.Server.Api(LiveServer.KeyOf(person), "GET", $"/api/v1/cases?text={Uri.EscapeDataString(text)}");
        Assert.Equal(200, status);
        Assert.Equal(found, body.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("kamakura-kamoku", "payerName", 403)]
    [InlineData("kamakura-shuno", "payerName", 200)]
    [InlineData("kamakura-shuno", "accountNo", 400)]
    public async Task A_list_is_not_ordered_by_what_its_reader_may_not_read(string person, string field, int status) =>
        Assert.Equal(status, (await walked.Server.Api(LiveServer.KeyOf(person), "GET", $"/api/v1/cases?program=account-transfer&sort={field}")).Status);

    [Theory]
    [InlineData("kamakura-shuno", "account=7654398", 403)]
    [InlineData("kamakura-kamoku", "status=有効", 200)]
    public async Task Registers_are_not_searched_by_a_masked_field(string person, string query, int status)
    {
        var answer = (await walked.Server.Api(LiveServer.KeyOf(person), "GET", $"/api/v1/registers/account-transfer/R-MAND/csv?{query}")).Status;
        // A field that cannot be searched at all is refused as such.
        Assert.True(answer == status || (status == 403 && answer == 422), $"{answer}");
    }

    [Fact]
    public async Task Task_lists_are_cut_to_those_who_hold_the_role()
    {
        Assert.NotEqual(0, await Tasks("kamakura-shuno"));
        Assert.Equal(0, await Tasks("kamakura-kamoku"));
        Assert.Equal(0, await Tasks("kamakura-kansa"));

        async Task<int> Tasks(string person)
        {
            var sum = 0;
            foreach (var view in new[] { "unassigned", "group", "mine" })
                sum += (await walked.Server.Api(LiveServer.KeyOf(person), "GET", $"/api/v1/tasks?view={view}")).Body.GetProperty("items").GetArrayLength();
            return sum;
        }
    }

    /// <summary>The paper lists accounts by their last digits; who may not open the case gets no page of it, alone, in the case's zip or in a bundle.</summary>
    [Theory]
    [InlineData("kamakura-shuno", true)]
    [InlineData("kamakura-kacho", true)]
    [InlineData("kamakura-hanako", false)]
    [InlineData("kamakura-kyoichi", false)]
    [InlineData("kamakura-kamoku", false)]
    [InlineData("kamakura-kansa", false)]
    [InlineData("operator", false)]
    public async Task The_words_of_printed_papers_are_walked_too(string person, bool opens)
    {
        var papers = (await walked.ReadEverything(person)).Where(a => a.Path.Contains("/documents", StringComparison.Ordinal) || a.Path.EndsWith("#bundle", StringComparison.Ordinal)).ToList();
        Assert.Equal(opens, papers.Exists(p => p.Path.Contains("/cases/", StringComparison.Ordinal) && p.Text.Contains("口座振替登録一覧", StringComparison.Ordinal)));
        Assert.DoesNotContain(papers, p => p.Text.Contains(Canaries["accountNo"], StringComparison.Ordinal));
        if (!opens) return;
        Assert.Contains(papers, p => p.Text.Contains("M-000001", StringComparison.Ordinal) && p.Text.Contains("****398", StringComparison.Ordinal));
        Assert.Equal(WalkedTransfer.Prints, papers.Exists(p => p.Path.EndsWith("#bundle", StringComparison.Ordinal) && p.Text.Contains("****398", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Neither_logs_nor_traces_hold_what_people_wrote()
    {
        foreach (var (person, _) in People.Select(r => (r.Data.Item1, r.Data.Item2))) await walked.ReadEverything(person);
        Assert.NotEmpty(walked.Logged);
        Assert.NotEmpty(walked.Traced);
        foreach (var (field, value) in Canaries)
        {
            Assert.DoesNotContain(walked.Logged, l => l.Contains(value, StringComparison.Ordinal));
            Assert.True(!walked.Traced.Any(t => t.Contains(value, StringComparison.Ordinal)), $"{field} stands in a trace: {walked.Traced.FirstOrDefault(t => t.Contains(value, StringComparison.Ordinal))}");
        }
    }

    private static IEnumerable<string> Spellings(string field, string value) => field switch
    {
        "payerBirth" => [value, "1971年3月17日"],
        "payerPostal" => [value, "248-7771"],
        "phone" => [value, "0467-42-4242"],
        _ => [value],
    };
}

/// <summary>A server with one application that does not match its liability, once looked at and registered, and one that still waits to be looked at.</summary>
public sealed class WalkedTransfer : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<(string Path, string Text)>> _read = new(StringComparer.Ordinal);
    private readonly ActivityListener _listener;

    public LiveServer Server { get; } = new();
    public ConcurrentQueue<string> Logged { get; } = [];
    public ConcurrentQueue<string> Traced { get; } = [];
    public List<string> Numbers { get; } = [];
    /// <summary>The case of the printed list.</summary>
    public string List { get; private set; } = "";
    public static bool Prints { get; } = new Hosting.ChromiumPrinter(new Hosting.ServerOptions()).Program is not null;
    private const string Bundle = "登録一覧";

    public WalkedTransfer()
    {
        // Some of the files read are in CP932.
        System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);
        _listener = new ActivityListener
        {
            ShouldListenTo = _ => true, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a => Traced.Enqueue($"{a.DisplayName} {string.Join(' ', a.TagObjects.Select(t => $"{t.Key}={t.Value}"))} {string.Join(' ', a.Baggage.Select(b => b.Value))} {string.Join(' ', a.Events.Select(e => string.Join(' ', e.Tags.Select(t => $"{t.Value}"))))}"),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public async ValueTask InitializeAsync()
    {
        await Server.InitializeAsync();
        Server.App.Services.GetRequiredService<ILoggerFactory>().AddProvider(new Kept(Logged));
        // The liability is another person's: staff look at it.
        foreach (var notice in new[] { "1234567890", "2000000017" })
        {
            var values = Stories.Values(Account_transfer_walked.Canaries["payerKana"], Account_transfer_walked.Canaries["accountNo"], notice, notice == "1234567890" ? "11" : "31", Account_transfer_walked.Canaries["payerBirth"], Account_transfer_walked.Canaries["payerPostal"]);
            foreach (var key in new[] { "payerName", "holderKana", "phone", "email" }) values[key] = Account_transfer_walked.Canaries[key];
            (values["holderIsPayer"], values["relation"]) = (false, "家族");
            values["lines"] = new[] { new { subjectCode = notice == "1234567890" ? "11" : "31", fiscalYear = 8, noticeNo = notice == "1234567890" ? "1234567899" : "2000000099", paymentPlan = "期別" } };
            if (Numbers.Count == 0) await Stories.Confirm(Server, "kamakura-hanako", values);
            var number = await Stories.Apply(Server, "kamakura-hanako", values);
            Numbers.Add(number);
            await Stories.FinishAtBank(Server, "kamakura-hanako", number);
        }
        await Server.NextMorning();
        var staff = LiveServer.KeyOf("kamakura-shuno");
        var tasks = (await Server.Api(staff, "GET", "/api/v1/tasks?view=unassigned")).Body.GetProperty("items").EnumerateArray().ToList();
        var task = tasks.First(t => t.GetProperty("caseNumber").GetString() == Numbers[0]).GetProperty("id").GetString();
        Assert.Equal(200, (await Server.Api(staff, "POST", $"/api/v1/tasks/{task}/claim")).Status);
        var (status, body, _) = await Server.Api(staff, "POST", $"/api/v1/tasks/{task}/complete", new { outcome = "登録", values = new { } });
        Assert.True(status == 200, $"{status} {body}");
        await Server.Later(TimeSpan.FromMinutes(10));
        await PrintTheList();
    }

    /// <summary>The list of what was registered, printed, and put into a bundle as a workflow's <c>batch</c> would.</summary>
    private async Task PrintTheList()
    {
        var day = (await Server.Now()).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var (status, body, _) = await Server.Api(LiveServer.KeyOf("kamakura-shuno"), "POST", "/api/v1/applications", new { program = "account-transfer", start = "registrationList", values = new { listFrom = "2027-06-01", listTo = day } });
        Assert.True(status is 200 or 201, $"{status} {body}");
        List = body.GetProperty("number").GetString()!;
        var reader = Server.App.Services.GetRequiredService<ICaseReader>();
        var id = (await reader.FindCase("14204", List, default))!.Id;
        var paper = await Stories.Eventually(async () => (await reader.ReadProjection("14204", id, Projections.Documents, default)).Select(d => d.Row).FirstOrDefault(d => d["state"].AsText() == "issued"));
        await Server.App.Services.GetRequiredService<IKeptStore>().Set("14204", KeptSpaces.PrintBundles, PrintBundles.KeyOf("account-transfer", Bundle, paper["issuedAt"].AsText()!, paper["id"].AsText()!),
            Datum.Object(("case", id), ("caseNumber", List), ("id", paper["id"]), ("title", paper["title"]), ("number", paper["number"]), ("file", paper["file"]["file"]), ("type", paper["file"]["type"]), ("sha256", paper["file"]["sha256"])), await Server.Now(), null, default);
    }

    /// <summary>What a file says: a PDF's text page by page, the files of a zip, any other text.</summary>
    private static string Words(byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith("%PDF"u8))
        {
            using var pdf = PdfDocument.Open(bytes);
            return string.Join('\n', pdf.GetPages().Select(p => p.Text));
        }
        if (!bytes.AsSpan().StartsWith("PK"u8)) return System.Text.Encoding.UTF8.GetString(bytes);
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(bytes));
        return string.Join('\n', zip.Entries.Select(e => { using var copy = new MemoryStream(); using (var file = e.Open()) file.CopyTo(copy); return $"{e.FullName} {Words(copy.ToArray())}"; }));
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>Every answer this person gets to a GET.</summary>
    public async Task<IReadOnlyList<(string Path, string Text)>> ReadEverything(string person)
    {
        if (_read.TryGetValue(person, out var known)) return known;
        var answers = new List<(string, string)>();
        string[] registers = ["R-MAND", "R-LIAB", "R-ITEM", "R-LINE", "R-TRY", "R-FILE", "R-BANK", "R-STAT", "R-RUN", "R-SUBJ"];
        List<string> api =
        [
            "/api/v1/me", "/api/v1/procedures", "/api/v1/applications", "/api/v1/notices", "/api/v1/drafts", "/api/v1/tasks?view=unassigned", "/api/v1/tasks?view=group", "/api/v1/tasks/counts", "/api/v1/cases",
            "/api/v1/cases?program=account-transfer&sort=-updatedAt", "/api/v1/registers", "/api/v1/kpis/account-transfer", "/api/v1/incidents", "/api/v1/messages", "/api/v1/audit", "/api/v1/audit/report", "/api/v1/deliveries",
            .. Numbers.SelectMany(n => new[] { $"/api/v1/cases/{n}", $"/api/v1/applications/{n}", $"/api/v1/cases?text={n}" }),
            .. registers.SelectMany(r => new[] { $"/api/v1/registers/account-transfer/{r}", $"/api/v1/registers/account-transfer/{r}/csv", $"/api/v1/registers/account-transfer/{r}/csv?encoding=shift_jis" }),
            "/api/v1/registers/account-transfer/R-MAND/records/M-000001", "/api/v1/kpis/account-transfer/KPI-22-A2", "/api/v1/kpis/account-transfer/KPI-22-A2?format=csv",
        ];
        var key = LiveServer.KeyOf(person);
        for (var i = 0; i < api.Count; i++)
        {
            var (_, body, raw) = await Server.Api(key, "GET", api[i]);
            var bytes = await raw.Content.ReadAsByteArrayAsync();
            var text = api[i].Contains("shift_jis", StringComparison.Ordinal) ? System.Text.CodePagesEncodingProvider.Instance.GetEncoding(932)!.GetString(bytes) : System.Text.Encoding.UTF8.GetString(bytes);
            answers.Add((api[i], $"{raw.Headers} {raw.Content.Headers} {text} {(body.ValueKind == JsonValueKind.Undefined ? "" : Plain(body))}"));
            if (api[i].StartsWith("/api/v1/tasks?", StringComparison.Ordinal) && body.ValueKind == JsonValueKind.Object && body.TryGetProperty("items", out var items))
                api.AddRange(items.EnumerateArray().Select(t => $"/api/v1/tasks/{t.GetProperty("id").GetString()}").Where(p => !api.Contains(p)));
        }
        using var browser = Server.Browser();
        await browser.SignIn(person == "operator" ? "operator-14204" : person);
        List<string> pages =
        [
            "/", "/14204/", "/14204/my", "/14204/inbox", "/14204/inbox?view=group", "/14204/inbox?view=unassigned", "/14204/inbox/cases", "/14204/registers", "/14204/kpis", "/14204/counter", "/14204/admin", "/14204/admin/audit",
            .. Numbers.SelectMany(n => new[] { $"/14204/my/cases/{n}", $"/14204/inbox/cases/{n}", $"/14204/inbox/cases?q={n}" }), .. registers.Select(r => $"/14204/registers/account-transfer/{r}"),
            "/14204/registers/account-transfer/R-MAND/records/M-000001", "/14204/registers/account-transfer/R-MAND/csv", "/14204/kpis/account-transfer/KPI-22-A2", .. api.Where(a => a.StartsWith("/api/v1/tasks/", StringComparison.Ordinal) && a.Contains('~')).Select(a => $"/14204/inbox/tasks/{a["/api/v1/tasks/".Length..]}"),
        ];
        var (_, listed, _) = await Server.Api(LiveServer.KeyOf("operator"), "GET", $"/api/v1/cases/{List}");
        foreach (var id in listed.GetProperty("documents").EnumerateArray().Select(d => d.GetProperty("id").GetString()))
            foreach (var path in (string[])[$"/api/v1/cases/{List}/documents/{id}", $"/api/v1/applications/{List}/documents/{id}"])
                answers.Add((path, Words(await (await Server.Api(key, "GET", path)).Raw.Content.ReadAsByteArrayAsync())));
        var mediator = Server.App.Services.GetRequiredService<IMediator>();
        if (await mediator.Send(new Cases.Queries.GetDocuments(await CallerOf(person), List)) is { Value: { } zip }) answers.Add(($"/14204/inbox/cases/{List}/documents", Words(zip.Bytes)));
        pages.AddRange([$"/14204/inbox/cases/{List}", "/14204/inbox/print"]);
        if (await mediator.Send(new PrintTogether(await CallerOf(person), $"walk-{person}", "account-transfer", Bundle)) is { Value: { } printed }) answers.Add(("/14204/inbox/print#bundle", Words(printed.Bytes)));
        foreach (var path in pages)
        {
            await browser.Once("GET", path);
            answers.Add((path, System.Net.WebUtility.HtmlDecode(browser.Body)));
        }
        return _read[person] = answers;
    }

    private async Task<Caller> CallerOf(string person)
    {
        var found = await Server.App.Services.GetRequiredService<IPeople>().Find("14204", person, default);
        return new Caller(person, found?.Name ?? person, "14204", found?.Roles ?? [], found?.Kind == "citizen", "web", "inbox");
    }

    private static string Plain(JsonElement body) => System.Text.RegularExpressions.Regex.Unescape(body.GetRawText().Replace("\\\"", "'", StringComparison.Ordinal));

    private sealed class Kept(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;
        public void Dispose() { }
        public bool IsEnabled(LogLevel logLevel) => true;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
