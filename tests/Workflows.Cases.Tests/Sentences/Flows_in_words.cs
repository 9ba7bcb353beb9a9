using System.Text.RegularExpressions;
using Workflows.Cases.Activities;
using Workflows.Cases.Packages;
using Workflows.Cases.Sentences;
using Workflows.Cases.Tests.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;

namespace Workflows.Cases.Tests.Sentences;

public sealed partial class Flows_in_words
{
    private static readonly ActivityCatalog Catalog = new([.. ElsaActivities.All, .. CaseActivities.All]);
    private static readonly PackageSet Set = PackageLoader.LoadFolder(Shipped_definitions.Folder);

    public static TheoryData<string, string> Shipped() => [.. Set.Packages.SelectMany(p => (TheoryDataRow<string, string>[])[new(p.Id, FlowWriter.Staff), new(p.Id, FlowWriter.Citizen)])];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_shipped_programme_reads_without_a_programmers_word(string program, string audience)
    {
        var text = new FlowWriter(Catalog).Write(Set.Packages.Get(program), audience);
        var lines = text.Workflows.SelectMany(w => w.Sections).SelectMany(s => s.Lines).Select(l => l.Text).ToList();
        Assert.NotEmpty(lines);
        var odd = lines.Where(l => Programming().IsMatch(l)).ToList();
        Assert.True(odd.Count == 0, string.Join('\n', odd));
        Assert.Equal(lines, new FlowWriter(Catalog).Write(Set.Packages.Get(program), audience).Workflows.SelectMany(w => w.Sections).SelectMany(s => s.Lines).Select(l => l.Text));
    }

    [Fact]
    public void A_task_says_who_does_what_until_when_and_where_each_outcome_leads()
    {
        var package = Package("""
            {"definitionId": "main", "root": {"id": "flow", "type": "Elsa.Flowchart", "start": "review", "activities": [
              {"id": "review", "type": "Case.Task", "name": "審査", "task": "review", "title": "申請の審査", "role": "staff", "decisions": [{"key": "ok", "label": "認める"}, {"key": "no", "label": "認めない"}], "due": {"businessDays": 10}},
              {"id": "yes", "type": "Case.Close", "name": "認定", "result": "認定"}, {"id": "no", "type": "Case.Close", "name": "却下", "result": "却下"}],
             "connections": [{"source": {"activity": "review", "port": "ok"}, "target": {"activity": "yes"}}, {"source": {"activity": "review", "port": "no"}, "target": {"activity": "no"}}]}}
            """);
        var lines = new FlowWriter(Catalog).Write(package, FlowWriter.Staff).Workflows.Single().Sections.SelectMany(s => s.Lines).ToList();
        Assert.Contains(lines, l => l.Text == "審査担当が「申請の審査」を行います。期限は10開庁日以内です。" && l.Path == "/#review");
        Assert.Contains(lines, l => l.Text == "結果が「認める」なら、「認定」へ進みます。");
        var row = new FlowTable(Catalog).Write(package, "main").Rows.Single(r => r.Element == "review");
        Assert.Equal(("審査担当", "10開庁日以内"), (row.Who, row.Until));
        Assert.Equal(["認定", "却下"], row.Outcomes.SelectMany(o => o.Next).Select(n => n.Label));
    }

    [Theory]
    [InlineData("2026-04-01", "2026-09-30", "2026-10-01", null, "")]
    [InlineData("2026-04-01", "2026-09-29", "2026-10-01", null, "PERIOD_GAP")]
    [InlineData("2026-04-01", "2026-10-01", "2026-10-01", null, "PERIOD_OVERLAP")]
    [InlineData("2026-04-01", "2026-09-30", "2026-10-01", "2027-03-31", "PERIOD_MISSING")]
    public void Tables_by_date_leave_no_day_without_rules(string from1, string to1, string from2, string? to2, string expected)
    {
        const string Table = """
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="fee" namespace="urn:fee"><decision id="fee" name="fee"><variable name="fee"/><literalExpression><text>FEE</text></literalExpression></decision></definitions>
            """;
        var end = to2 is null ? "" : $$""", "to": "{{to2}}" """;
        var package = Package(null,
            ("decisions/fee.dmn", Table.Replace("FEE", "100", StringComparison.Ordinal)), ("decisions/fee-2.dmn", Table.Replace("FEE", "200", StringComparison.Ordinal)),
            ("decisions/fee.json", $$"""{"id": "fee", "label": "料金", "periods": [{"id": "a", "from": "{{from1}}", "to": "{{to1}}", "table": "fee.dmn"}, {"id": "b", "from": "{{from2}}"{{end}}, "table": "fee-2.dmn"}]}"""));
        Assert.Equal(expected, string.Join(' ', Cases.Packages.Validation.Periods.Check(package, new DateOnly(2027, 4, 1)).Select(p => p.Code)));
    }

    private static ProgramPackage Package(string? workflow, params (string Path, string Text)[] more)
    {
        const string Program = """{"id": "p", "version": 1, "title": "手続", "roles": [{"id": "staff", "label": "審査担当", "kind": "staff"}]}""";
        List<(string, string)> files = [("program.json", Program), .. more];
        if (workflow is not null) files.Add(("workflows/main.json", workflow));
        var set = PackageLoader.Load(files.Select(f => new DefinitionFile("p/" + f.Item1, System.Text.Encoding.UTF8.GetBytes(f.Item2))));
        return set.Packages.Count == 1 ? set.Packages[0] : throw new InvalidOperationException(string.Join('\n', set.Problems));
    }

    [GeneratedRegex(@"\b(true|false|null|count|string join|context put)\b|!=|\{|\}|=>|\bsettings\.|\bCase\.|\bElsa\.")]
    private static partial Regex Programming();
}
