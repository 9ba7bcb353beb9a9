using Workflows.Decisions.Dmn;
using Workflows.Decisions.Excel;
using Workflows.Decisions.Feel;
using Workflows.Decisions.Functions;
using Workflows.Decisions.Functions.Registration;

namespace Workflows.Decisions.Tests.Excel;

public sealed class DmnTablesTests
{
    private const string Xml = """
        <?xml version="1.0" encoding="UTF-8"?>
        <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" xmlns:m="urn:municipality" id="d" name="口座振替" namespace="urn:at">
          <!-- 全銀の結果コード -->
          <inputData id="in1" name="code"><variable name="code" typeRef="string"/></inputData>
          <inputData id="in2" name="due"><variable name="due" typeRef="date"/></inputData>
          <decision id="D7" name="振替結果">
            <variable name="振替結果"/>
            <informationRequirement id="ir1"><requiredInput href="#in1"/></informationRequirement>
            <decisionTable id="t7" hitPolicy="FIRST" outputLabel="処理" m:owner="収納課">
              <extensionElements><m:note>残す</m:note></extensionElements>
              <input id="i1" label="結果コード"><inputExpression id="x1" typeRef="string"><text>code</text></inputExpression></input>
              <output id="o1" name="action" typeRef="string"><outputValues><text>"消込", "不能", "照会"</text></outputValues></output>
              <annotation name="根拠"/>
              <rule id="r1" m:color="green"><inputEntry id="c1"><text>"0"</text></inputEntry><outputEntry id="c2"><text>"消込"</text></outputEntry><annotationEntry><text>D7</text></annotationEntry></rule>
              <rule id="r2"><inputEntry id="c3"><text>"1", "2"</text></inputEntry><outputEntry id="c4"><text>"不能"</text></outputEntry><annotationEntry><text></text></annotationEntry></rule>
            </decisionTable>
          </decision>
          <decision id="D3" name="締切">
            <variable name="締切"/>
            <informationRequirement id="ir2"><requiredInput href="#in2"/></informationRequirement>
            <literalExpression id="l"><text>営業日加算(翌営業日(due, "jp-bank"), -10, "jp-bank")</text></literalExpression>
          </decision>
        </definitions>
        """;

    [Fact]
    public void A_table_goes_to_Excel_is_changed_and_comes_back_into_the_model()
    {
        var stream = new MemoryStream();
        DecisionTableExcel.Write(stream, DmnTables.Of(DmnModel.Read(Xml)));
        stream.Position = 0;
        var table = Assert.Single(DecisionTableExcel.Read(stream)).Table;
        Assert.Equal("消込", Result(Xml, "0"));
        Assert.Null(Result(Xml, "9"));

        var changed = table with { Rules = [.. table.Rules, table.Rules[1] with { Id = "r3", Inputs = [new DmnCell("c5", "-")], Outputs = [new DmnCell("c6", "\"照会\"")] }] };
        var xml = DmnTables.Replace(Xml, "振替結果", changed);
        Assert.Equal("照会", Result(xml, "9"));
        Assert.Equal("不能", Result(xml, "2"));
        Assert.Contains("<m:note>残す</m:note>", xml, StringComparison.Ordinal);
        Assert.Contains("m:color=\"green\"", xml, StringComparison.Ordinal);
        Assert.Contains("outputLabel=\"処理\"", xml, StringComparison.Ordinal);
        Assert.Contains("<!-- 全銀の結果コード -->", xml, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unchanged_table_leaves_the_file_as_it_was()
    {
        var table = (DmnDecisionTable)DmnModel.Read(Xml).FindDecision("D7")!.Expression!;
        Assert.Equal(Lines(Xml), Lines(DmnTables.Replace(Xml, "D7", table)));
    }

    [Fact]
    public void A_decision_without_table_is_refused() =>
        Assert.Throws<FunctionException>(() => DmnTables.Replace(Xml, "締切", ((DmnDecisionTable)DmnModel.Read(Xml).FindDecision("D7")!.Expression!)));

    [Fact]
    public void A_model_calls_the_Japanese_functions()
    {
        var result = DmnModel.Read(Xml).Evaluate(
            "締切", new FeelContext(("due", FeelDate.From(new DateOnly(2026, 10, 31)))), new FeelScope { Functions = JapaneseFunctions.Registry });
        Assert.Equal(FeelDate.From(new DateOnly(2026, 10, 19)), result.Value);
    }

    [Fact]
    public void Versions_of_one_decision_lie_side_by_side_in_time()
    {
        var table = (DmnDecisionTable)DmnModel.Read(Xml).FindDecision("D7")!.Expression!;
        var versions = Assert.Single(DmnTables.Versions(
        [
            new ExcelDecision("単価", new DateOnly(2026, 4, 1), null, table with { Id = "new" }),
            new ExcelDecision("単価", null, new DateOnly(2026, 3, 31), table with { Id = "old" }),
        ]));
        Assert.Equal(("old", "new"), (versions.On(new DateOnly(2026, 3, 31)).Value.Id, versions.On(new DateOnly(2026, 4, 1)).Value.Id));
        Assert.Empty(versions.Gaps());
    }

    private static object? Result(string xml, string code) =>
        DmnModel.Read(xml).Evaluate("振替結果", new FeelContext(("code", code))).Value;

    // The order of attributes and the space before /> are free in XML.
    private static string[] Lines(string xml) => [.. xml.Split('\n').Select(l => string.Concat(l.Where(c => c != ' ').Order()))];
}
