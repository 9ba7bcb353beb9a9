using Workflows.Cases.Packages;

namespace Workflows.Cases.Tests.Packages;

public sealed class Loading_packages
{
    private const string Program = "library-card/program.json";
    private const string Form = "library-card/forms/F-CARD.json";

    [Fact]
    public void The_sample_loads_whole_and_without_a_problem()
    {
        var set = SampleDefinitions.Load();

        Assert.Empty(set.Problems);
        var package = Assert.Single(set.Packages);
        Assert.Equal(("library-card", 3, "図書館利用カード"), (package.Id, package.Version, package.Title.Ja));
        Assert.Equal("Library card", package.Title.For("en"));
        Assert.Same(package, set.Packages.Find("LC"));
        Assert.Equal("cards", package.Forms.Get("F-CARD").Single);
        Assert.Equal(["code", "from"], package.Registers.Get("館").Fields.Where(f => f.Key is "code" or "from").Select(f => f.Key));
        Assert.Equal(["holder", "status", "cardNo"], package.Registers.Get("R-CARD").IndexedFields.OrderByDescending(k => k == "holder").ThenByDescending(k => k == "status"));
        Assert.Equal("jp-municipal", package.Decisions.Get("D1").Calendar);
        Assert.Equal(7, package.Notices.Get("N-01").BodyLine);
        Assert.True(package.WorkflowSources.ContainsKey("issue"));
        Assert.True(package.WorkflowLayouts.ContainsKey("issue"));
        Assert.Equal(["library-card/scenarios/apply.feature"], package.Scenarios);
        Assert.Equal("今はできません。", package.Text(ProductTexts.StateConflict));
        Assert.Equal("この操作を行う権限がありません。", package.Text(ProductTexts.Forbidden));
        var (_, own) = set.Find("142042", "LC")!.Value;
        Assert.Equal("かまくら図書カード", own.Title!.Ja);
    }

    [Fact]
    public void A_folder_on_disk_gives_the_same_as_its_files_in_memory() =>
        Assert.Equal(SampleDefinitions.Package().Forms.Count, PackageLoader.LoadFolder(SampleDefinitions.Folder).Packages.Get("library-card").Forms.Count);

    [Theory]
    [InlineData(Program, "\"id\": \"library-card\"", "\"ident\": \"library-card\"", "$.ident", "「ident」という項目はありません。")]
    [InlineData(Program, "\"id\": \"library-card\",", "", "$", "「id」がありません。")]
    [InlineData(Program, "\"version\": 3", "\"version\": \"3\"", "$.version", "「version」は整数で書いてください。")]
    [InlineData(Program, "\"form\": \"F-CARD\"", "\"form\": \"F-CARDS\"", "$.starts[0].form", "様式「F-CARDS」がありません。")]
    [InlineData(Program, "\"workflow\": \"issue\", \"by\"", "\"workflow\": \"issues\", \"by\"", "$.starts[0].workflow", "ワークフロー「issues」がありません。")]
    [InlineData(Program, "[\"citizen\", \"librarian\"]", "[\"citizen\", \"libarian\"]", "$.starts[0].by[1]", "役割「libarian」がありません。")]
    [InlineData(Program, "\"state\": \"審査中\"", "\"state\": \"審査\"", "$.starts[0].state", "状態「審査」がありません。")]
    [InlineData(Program, "\"number\": \"LC\"", "\"number\": \"LX\"", "$.starts[0].number", "番号系列「LX」がありません。")]
    [InlineData(Program, "\"calendar\": \"jp-municipal\"", "\"calendar\": \"jp-town\"", "$.calendar", "暦「jp-town」がありません。")]
    [InlineData(Program, "held >= settings.maxCards", "held >= ", "$.starts[0].checks[0].when", "式を読めません")]
    [InlineData(Program, "1人{settings.maxCards}枚", "1人{settings.maxCards枚", "$.starts[0].checks[0].message", "差込み文を読めません")]
    [InlineData(Program, "\"register\": \"R-CARD\"", "\"register\": \"R-CARDS\"", "$.starts[0].checks[0].lookups[0].register", "台帳「R-CARDS」がありません。")]
    [InlineData(Program, "{ \"holder\": \"head", "{ \"owner\": \"head", "$.starts[0].checks[0].lookups[0].where.owner", "台帳「R-CARD」の項目「owner」がありません。")]
    [InlineData(Program, "{ \"holder\": \"head", "{ \"cardNo\": \"head.number\", \"terms\": \"head", "$.starts[0].checks[0].lookups[0].where.terms", "台帳「R-CARD」の項目「terms」では探せません。")]
    [InlineData(Program, "{ \"birth\":", "{ \"birthday\":", "$.privacy.birthday", "項目「birthday」がありません。")]
    [InlineData(Program, "\"closed\": \"P3Y\"", "\"closed\": \"3年\"", "$.retention.closed", "期間「3年」を読めません。")]
    [InlineData(Program, "\"cron\": \"0 8 1 4 *\"", "\"cron\": \"0 8 1 4\"", "$.starts[1].cron", "5項目の cron 式ではありません。")]
    [InlineData(Program, "LC-{year}-{seq:4}", "LC-{year}", "$.numbers[0].format", "番号の形式に {seq} がありません。")]
    [InlineData(Program, "\"default\": \"2020-04-01\"", "\"default\": \"2020-4-1\"", "$.settings[2].default", "設定「openedOn」はYYYY-MM-DD の日付で書いてください。")]
    [InlineData(Form, "\"type\": \"kana\"", "\"type\": \"katakana\"", "$.pages[0].fields[2].type", "「type」に「katakana」は使えません。")]
    [InlineData(Form, "\"key\": \"name\"", "\"key\": \"full name\"", "$.pages[0].fields[1].key", "項目の名前「full name」は式で使えません。")]
    [InlineData(Form, "\"decision\": \"D1\"", "\"decision\": \"D9\"", "$.derive[0].decision", "決定表「D9」がありません。")]
    [InlineData(Form, "\"errorField\": \"code\"", "\"errorField\": \"cod\"", "$.derive[0]", "項目「cod」はこの様式にありません。")]
    [InlineData(Form, "\"single\": \"cards\"", "\"single\": \"card\"", "$.single", "「card」という表はこの様式にありません。")]
    [InlineData(Form, "\"pattern\": \"[0-9]{4}\"", "\"pattern\": \"[0-9{4}\"", "$.pages[1].fields[0].columns[0].pattern", "正規表現「[0-9{4}」を読めません。")]
    [InlineData("library-card/registers/R-CARD.json", "\"unique\": [\"holder\"]", "\"unique\": [\"owner\"]", "$.constraints[0].unique", "項目「owner」はこの台帳にありません。")]
    [InlineData("library-card/registers/R-BRANCH.json", "\"seed\": [{ \"code\"", "\"seed\": [{ \"no\"", "$.seed[0].no", "項目「no」は台帳「R-BRANCH」にありません。")]
    [InlineData("library-card/decisions/D1.json", "\"own\": \"branchCode\"", "\"own\": \"branch\"", "$.settings.own", "設定「branch」がありません。")]
    [InlineData("library-card/files/returns.json", "\"count\": 2", "\"count\": 9", "$.footer.count", "件数の列の番号「9」がありません。")]
    [InlineData("library-card/workflows/issue.json", "\"role\": \"librarian\"", "\"role\": \"clerk\"", "#check.role", "役割「clerk」がありません。")]
    [InlineData("library-card/workflows/issue.json", "\"notice\": \"N-01\"", "\"notice\": \"N-11\"", "#tell.notice", "通知「N-11」がありません。")]
    [InlineData("library-card/workflows/issue.json", "\"requires\": [\"name\"]", "\"requires\": [\"nam\"]", "#check.decisions", "様式「F-CARD」の項目「nam」がありません。")]
    [InlineData("library-card/documents/N-01.scriban", "{{ end }}", "{{ ende }}", "10行目", "文面を読めません")]
    public void A_mistake_is_told_with_its_place_and_the_package_is_left_out(string file, string old, string wrong, string place, string message)
    {
        var set = SampleDefinitions.With(file, old, wrong);

        var problem = set.Problems.FirstOrDefault(p => p.File == file && p.Place == place && p.MessageJa.Contains(message, StringComparison.Ordinal));
        Assert.True(problem is not null, string.Join('\n', set.Problems));
        Assert.NotEqual("", problem.MessageEn);
        Assert.Empty(set.Packages);
    }

    [Fact]
    public void A_near_miss_comes_with_its_fix() =>
        Assert.Contains(SampleDefinitions.With(Program, "\"form\": \"F-CARD\"", "\"form\": \"F-CARDS\"").Problems, p => p.FixJa == "「F-CARD」の間違いではありませんか。");

    [Fact]
    public void Broken_JSON_names_its_line()
    {
        var set = SampleDefinitions.With(Program, "\"version\": 3,", "\"version\": 3");

        Assert.Contains(set.Problems, p => p.File == Program && p.Place == "6行目" && p.MessageJa.StartsWith("JSON として読めません", StringComparison.Ordinal));
    }

    [Fact]
    public void One_broken_package_leaves_the_others()
    {
        var files = SampleDefinitions.Files().Append(new DefinitionFile("broken/program.json", "{ \"id\": \"broken\" }"u8.ToArray()));

        var set = PackageLoader.Load(files);

        Assert.Equal(["library-card"], set.Packages.Select(p => p.Id));
        Assert.All(set.Problems.Where(p => p.IsError), p => Assert.Equal("broken/program.json", p.File));
    }

    [Fact]
    public void A_second_package_of_the_same_id_is_refused()
    {
        var files = SampleDefinitions.Files();
        var copies = files.Where(f => f.Path.StartsWith("library-card/", StringComparison.Ordinal)).Select(f => f with { Path = "other/" + f.Path });

        var set = PackageLoader.Load(files.Concat(copies));

        Assert.Single(set.Packages);
        Assert.Contains(set.Problems, p => p.MessageJa.Contains("にもあります", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_in_a_folder_nobody_reads_is_a_warning()
    {
        var set = SampleDefinitions.WithFile("library-card/form/F-X.json", "{}");

        Assert.Contains(set.Problems, p => !p.IsError && p.MessageJa == "フォルダー「form」は読まれません。" && p.FixJa == "「forms」の間違いではありませんか。");
        Assert.Single(set.Packages);
    }

    [Theory]
    [InlineData("\"branchCode\": \"01\"", "", "設定「branchCode」（館コード）がありません。")]
    [InlineData("\"branchCode\": \"01\"", "\"branchCode\": \"中央\"", "設定「branchCode」の値「中央」が形式 [0-9]{2} に合いません。")]
    [InlineData("\"branchCode\": \"01\"", "\"branchCode\": 1", "設定「branchCode」は文字列で書いてください。")]
    [InlineData("\"branchCode\": \"01\"", "\"branchCode\": \"01\", \"maxCard\": 2", "設定「maxCard」は手続「library-card」にありません。")]
    [InlineData("\"code\": \"02\"", "\"no\": \"02\"", "項目「no」は台帳「R-BRANCH」にありません。")]
    [InlineData("\"C-MAIL\": {", "\"C-POST\": {", "コネクタ「C-POST」は手続「library-card」にありません。")]
    public void A_municipality_that_does_not_fit_its_programme_does_not_run_it(string old, string wrong, string message)
    {
        var set = SampleDefinitions.With("municipalities/14204.json", old, wrong);

        Assert.Contains(set.Problems, p => p.File == "municipalities/14204.json" && p.MessageJa == message);
        Assert.Null(set.Find("14204", "library-card"));
    }

    [Fact]
    public void A_municipality_code_with_a_wrong_check_digit_is_refused() =>
        Assert.Contains(SampleDefinitions.With("municipalities/14204.json", "142042", "142041").Problems, p => p.FixJa == "「142042」の間違いではありませんか。");

    [Fact]
    public void Settings_are_the_defaults_with_the_municipality_over_them()
    {
        var (package, own) = SampleDefinitions.Load().Find("14204", "library-card")!.Value;

        Assert.Equal("""{"branchCode":"01","maxCards":1,"openedOn":"2020-04-01"}""", Settings.Merge(package, own.Settings).ToJson());
    }

    [Theory]
    [InlineData("fiscal", "2027-03-31", "2026", "LC-2026-0007")]
    [InlineData("calendar", "2027-03-31", "2027", "LC-2027-0007")]
    [InlineData("none", "2027-03-31", "", "LC-2027-0007")]
    public void A_number_counts_in_its_period(string year, string day, string period, string written)
    {
        var series = new NumberSeriesSpec("LC", "LC-{year}-{seq:4}", year);

        Assert.Equal(period, series.PeriodOf(DateOnly.Parse(day)));
        Assert.Equal(written, series.Write(DateOnly.Parse(day), 7));
    }
}
