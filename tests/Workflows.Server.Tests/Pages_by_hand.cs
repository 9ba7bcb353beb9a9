namespace Workflows.Server.Tests;

/// <summary>What was found by walking the pages by hand, held so that it stays mended.</summary>
public sealed class Pages_by_hand(LiveServer server) : IClassFixture<LiveServer>
{
    [Fact]
    public async Task Changing_one_field_of_a_record_leaves_what_was_empty_empty()
    {
        using var staff = await server.Browser().SignIn("kamakura-shuno");
        var before = await Bank();
        await staff.Go("/14204/registers/account-transfer/R-BANK");
        await staff.Go(staff.Link("/R-BANK/records/")!);
        Assert.Contains("金融機関 0001", staff.Text, StringComparison.Ordinal);
        await staff.Submit("/R-BANK/records/", ("do", "send"), ("name", "みずほ銀行 本店"), ("reason", "名称の変更"));
        Assert.Contains("記録しました。", staff.Text, StringComparison.Ordinal);
        var after = await Bank();
        Assert.Equal("みずほ銀行 本店", after.GetProperty("name").GetString());
        // The empty row and the empty fields the page shows are nothing.
        Assert.Equal(before.GetProperty("maintenance").GetRawText(), after.GetProperty("maintenance").ValueKind == System.Text.Json.JsonValueKind.Null ? "[]" : after.GetProperty("maintenance").GetRawText());
        Assert.True(!after.TryGetProperty("settlement", out var settlement) || settlement.ValueKind == System.Text.Json.JsonValueKind.Null, settlement.ToString());

        async Task<System.Text.Json.JsonElement> Bank() =>
            (await server.Api(LiveServer.KeyOf("kamakura-shuno"), "GET", "/api/v1/registers/account-transfer/R-BANK?bankCode=0001")).Body.GetProperty("records")[0].GetProperty("fields");
    }

    [Fact]
    public async Task All_that_is_missing_in_a_record_or_a_file_is_told_at_once_and_a_picture_is_no_csv()
    {
        using var staff = await server.Browser().SignIn("kamakura-shuno");
        await staff.Go("/14204/registers/account-transfer/R-BANK/new");
        await staff.Submit("/R-BANK/new", ("do", "send"));
        Assert.Equal(422, staff.Status);
        Assert.Contains("「金融機関コード」を入力してください。", staff.Text, StringComparison.Ordinal);
        Assert.Contains("理由を入力してください。", staff.Text, StringComparison.Ordinal);
        await staff.Go("/14204/registers/account-transfer/R-BANK/import");
        await staff.Submit("/R-BANK/import", ("do", "try"));
        Assert.Contains("CSVファイルを選んでください。", staff.Text, StringComparison.Ordinal);
        Assert.Contains("取り込む理由を入力してください。", staff.Text, StringComparison.Ordinal);
        await staff.Submit("/R-BANK/import", ("do", "try"), ("reason", "試し"), ("content", Convert.ToBase64String([0x89, 0x50, 0x4e, 0x47, 0, 1])));
        Assert.Contains("CSVファイルではありません。", staff.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"#f-file\"", staff.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_absence_is_told_at_its_own_line()
    {
        using var staff = await server.Browser().SignIn("kamakura-shuno");
        await staff.Go("/14204/inbox/absence");
        await staff.Submit("/inbox/absence", ("from2", "R9.8.5"), ("to2", "2027-08-01"));
        Assert.Equal(422, staff.Status);
        Assert.Contains("href=\"#f-to2\"", staff.Body, StringComparison.Ordinal);
        Assert.Contains("id=\"f-to2\"", staff.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_the_counter_only_what_residents_apply_for_asks_whom_it_is_for()
    {
        using var staff = await server.Browser().SignIn("kamakura-shuno");
        await staff.Go("/14204/counter/start?for=");
        Assert.Contains("様式を選んでください。", staff.Text, StringComparison.Ordinal);
        await staff.Go("/14204/counter/start?procedure=account-transfer/transferByHand&for=");
        Assert.Equal(("/14204/apply/account-transfer/transferByHand", 200), (staff.Path, staff.Status));
        await staff.Go("/14204/counter/start?procedure=account-transfer/stop&for=");
        Assert.Contains("申込者を入力してください。", staff.Text, StringComparison.Ordinal);
        Assert.Equal(422, staff.Status);
    }

    [Fact]
    public async Task A_form_sent_in_another_tab_says_where_it_went()
    {
        using var citizen = await server.Browser().SignIn("kamakura-hanako");
        await citizen.Go("/14204/apply/account-transfer/apply/confirm?draft=gone");
        Assert.Equal(404, citizen.Status);
        Assert.Contains("すでに申し込んだか、削除したか、保存の期限が過ぎています。", citizen.Text, StringComparison.Ordinal);
        Assert.NotNull(citizen.Link("/14204/my"));
    }

    [Fact]
    public async Task The_audit_page_names_people_and_finds_a_case_by_its_number()
    {
        var number = await Stories.Apply(server, "kamakura-hanako", Stories.Values());
        using var staff = await server.Browser().SignIn("kamakura-shuno");
        await staff.Go($"/14204/inbox/cases/{number}");
        using var operators = await server.Browser().SignIn("operator-14204");
        await operators.Go($"/14204/admin/audit?case={number}");
        Assert.Contains("収納 太郎", operators.Text, StringComparison.Ordinal);
        Assert.Contains($">{number}</a>", operators.Body, StringComparison.Ordinal);
        await operators.Go("/14204/admin/audit?case=ZZ-1");
        Assert.DoesNotContain("収納 太郎", operators.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_correction_shows_what_stays_by_its_words_and_takes_no_emptied_field()
    {
        var number = await Stories.Apply(server, "kamakura-hanako", Stories.Values(kana: "ヤマダ ハナヨ"));
        await Stories.FinishAtBank(server, "kamakura-hanako", number);
        await server.NextMorning();
        var task = await Stories.Eventually(async () =>
            (await server.Api(LiveServer.KeyOf("kamakura-shuno"), "GET", "/api/v1/tasks?view=unassigned")).Body.GetProperty("items").EnumerateArray().Where(t => t.GetProperty("caseNumber").GetString() == number).Select(t => t.GetProperty("id").GetString()).FirstOrDefault());
        var (status, body, _) = await server.Api(LiveServer.KeyOf("kamakura-shuno"), "POST", $"/api/v1/tasks/{task}/claim");
        Assert.True(status == 200, body.ToString());
        (status, body, _) = await server.Api(LiveServer.KeyOf("kamakura-shuno"), "POST", $"/api/v1/tasks/{task}/complete", new { outcome = "差戻し", values = new { reason = "フリガナを確かめてください。", open = new[] { "payerKana" } } });
        Assert.True(status == 200, body.ToString());
        using var citizen = await server.Browser().SignIn("kamakura-hanako");
        await citizen.Go($"/14204/my/cases/{number}");
        await citizen.Go(citizen.Link("/my/corrections/")!);
        Assert.Contains("個人市県民税(普通徴収)", citizen.Text, StringComparison.Ordinal);
        await citizen.Submit("/my/corrections/", ("do", "send"), ("payerKana", ""));
        Assert.Equal(422, citizen.Status);
        Assert.Contains("「納付義務者 フリガナ」を入力してください。", citizen.Text, StringComparison.Ordinal);
        await citizen.Submit("/my/corrections/", ("do", "send"), ("payerKana", "ヤマダ ハナコ"));
        Assert.Contains("補正を受け付けました。", citizen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Problem_pages_speak_the_readers_language()
    {
        using var citizen = await server.Browser().SignIn("kamakura-hanako");
        await citizen.Go("/14204/my");
        await citizen.Submit("/language", ("lang", "en"));
        await citizen.Go("/14204/my/cases/none");
        Assert.Contains("Not found", citizen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("見つかりません", citizen.Text, StringComparison.Ordinal);
    }
}
