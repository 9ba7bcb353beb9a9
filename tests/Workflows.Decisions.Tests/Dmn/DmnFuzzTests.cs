using System.Text.Json;
using System.Xml.Linq;
using Workflows.Decisions.Dmn;
using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Tests.Dmn;

public sealed class DmnFuzzTests(ITestOutputHelper output)
{
    private const string Model = """
        <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="m" name="m" namespace="urn:m">
          <itemDefinition id="t1" name="t人"><itemComponent id="t2" name="年齢"><typeRef>number</typeRef><allowedValues><text>[0..150]</text></allowedValues></itemComponent><itemComponent id="t3" name="生 年月日"><typeRef>date</typeRef></itemComponent></itemDefinition>
          <itemDefinition id="t4" name="t人々" isCollection="true"><typeRef>t人</typeRef></itemDefinition>
          <inputData id="i1" name="世帯"><variable name="世帯" typeRef="t人々"/></inputData>
          <inputData id="i2" name="基準日"><variable name="基準日" typeRef="date"/></inputData>
          <businessKnowledgeModel id="b1" name="加算"><variable name="加算"/><encapsulatedLogic><formalParameter name="a" typeRef="number"/><formalParameter name="b"/><literalExpression><text>a + b</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
          <decision id="d1" name="人数"><variable name="人数" typeRef="number"/><informationRequirement><requiredInput href="#i1"/></informationRequirement><literalExpression><text>count(世帯[年齢 &gt;= 18])</text></literalExpression></decision>
          <decision id="d2" name="区分"><variable name="区分" typeRef="string"/><informationRequirement><requiredDecision href="#d1"/></informationRequirement>
            <decisionTable id="x1" hitPolicy="UNIQUE"><input id="x2"><inputExpression><text>人数</text></inputExpression></input><output id="x3" name="o" typeRef="string"><outputValues><text>"少", "多"</text></outputValues><defaultOutputEntry><text>"少"</text></defaultOutputEntry></output>
              <rule id="x4"><inputEntry id="x5"><text>&lt; 3</text></inputEntry><outputEntry id="x6"><text>"少"</text></outputEntry></rule>
              <rule id="x7"><inputEntry id="x8"><text>[3..10], &gt; 10</text></inputEntry><outputEntry id="x9"><text>"多"</text></outputEntry></rule></decisionTable></decision>
          <decision id="d3" name="全部"><variable name="全部"/><informationRequirement><requiredInput href="#i1"/></informationRequirement><informationRequirement><requiredDecision href="#d2"/></informationRequirement><knowledgeRequirement><requiredKnowledge href="#b1"/></knowledgeRequirement><knowledgeRequirement><requiredKnowledge href="#s1"/></knowledgeRequirement>
            <context>
              <contextEntry><variable name="一覧"/><list><literalExpression><text>1</text></literalExpression><literalExpression><text>2</text></literalExpression></list></contextEntry>
              <contextEntry><variable name="表"/><relation><column name="a"/><column name="b c"/><row><literalExpression><text>1</text></literalExpression><literalExpression><text>"a"</text></literalExpression></row></relation></contextEntry>
              <contextEntry><variable name="関数"/><functionDefinition><formalParameter name="x"/><literalExpression><text>x * 2</text></literalExpression></functionDefinition></contextEntry>
              <contextEntry><variable name="呼出"/><invocation><literalExpression><text>加算</text></literalExpression><binding><parameter name="a"/><literalExpression><text>1</text></literalExpression></binding><binding><parameter name="b"/><literalExpression><text>関数(2)</text></literalExpression></binding></invocation></contextEntry>
              <contextEntry><variable name="条件"/><conditional><if><literalExpression><text>呼出 &gt; 3</text></literalExpression></if><then><literalExpression><text>"大"</text></literalExpression></then><else><literalExpression><text>"小"</text></literalExpression></else></conditional></contextEntry>
              <contextEntry><variable name="繰返"/><for iteratorVariable="i"><in><literalExpression><text>一覧</text></literalExpression></in><return><literalExpression><text>i + 1</text></literalExpression></return></for></contextEntry>
              <contextEntry><variable name="全て"/><every iteratorVariable="i"><in><literalExpression><text>繰返</text></literalExpression></in><satisfies><literalExpression><text>i &gt; 0</text></literalExpression></satisfies></every></contextEntry>
              <contextEntry><variable name="絞込"/><filter><in><literalExpression><text>世帯</text></literalExpression></in><match><literalExpression><text>年齢 &gt; 10</text></literalExpression></match></filter></contextEntry>
              <contextEntry><variable name="外"/><literalExpression><text>サービス(世帯)</text></literalExpression></contextEntry>
              <contextEntry><literalExpression><text>[一覧, 表[1].a, 条件, 繰返, 全て, count(絞込), 区分, 外]</text></literalExpression></contextEntry>
            </context></decision>
          <decisionService id="s1" name="サービス"><variable name="サービス"/><outputDecision href="#d2"/><encapsulatedDecision href="#d1"/><inputData href="#i1"/></decisionService>
        </definitions>
        """;

    private static FeelContext Inputs(DmnModel model) => model.InputsFromJson(JsonDocument.Parse("""
        {"世帯": [{"年齢": 40, "生 年月日": "1986-01-01"}, {"年齢": 12, "生 年月日": "2014-05-05"}, {"年齢": 20, "生 年月日": "2006-01-01"}, {"年齢": 70, "生 年月日": "1956-01-01"}], "基準日": "2026-04-01"}
        """).RootElement);

    [Fact]
    public void Every_boxed_expression_has_its_value()
    {
        var model = DmnModel.Read(Model);
        Assert.Empty(model.Check());
        Assert.Empty(model.CheckTypes());
        var inputs = Inputs(model);
        Assert.IsType<FeelDate>(inputs["基準日"]);
        var result = model.Evaluate("全部", inputs);
        Assert.Empty(result.Messages);
        Assert.Equal("[[1, 2], 1, \"大\", [2, 3], true, 4, \"多\", \"多\"]", FeelValues.ToText(result.Value));
    }

    [Fact]
    public void A_mutilated_model_is_refused_or_runs_with_messages_but_never_breaks()
    {
        var (random, seed) = Seeds.New(output);
        var whole = XDocument.Parse(Model);
        for (var i = 0; i < 1500; i++)
        {
            var copy = new XDocument(whole);
            for (var n = random.Next(1, 4); n > 0; n--) Mutilate(copy, random);
            var xml = copy.ToString();
            try
            {
                var model = DmnModel.Read(xml);
                model.Check();
                model.CheckTypes();
                model.Write();
                foreach (var e in model.Elements.Where(e => e is not DmnInputData).Select(e => e.Name).Distinct(StringComparer.Ordinal))
                    if (model.Find(e) is not DmnInputData) model.Evaluate(e, Inputs(model), new FeelScope { Limits = new FeelLimits(50_000, 50) });
                foreach (var d in model.Decisions.Where(d => d.Expression is DmnDecisionTable)) DecisionTableCheck.Check((DmnDecisionTable)d.Expression!);
            }
            catch (DmnFormatException e)
            {
                Assert.NotEmpty(e.MessageJa);
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}, round {i}: {e}\n{xml}");
            }
        }
    }

    private static void Mutilate(XDocument document, Random random)
    {
        var all = document.Root!.Descendants().ToArray();
        if (all.Length == 0) return;
        var e = all[random.Next(all.Length)];
        string[] texts = ["", "-", "1", "null", "[", "x +", "世帯", "全部", "f(1)", "[1..", "\"a\"", "function(x) x", "? > 1", "not(", "date(\"2026-01-01\")", "#i1", "#d3", "#", "#none", "true", "t人々", "number"];
        switch (random.Next(6))
        {
            case 0: e.Remove(); break;
            case 1: e.Attributes().Skip(random.Next(2)).FirstOrDefault()?.Remove(); break;
            case 2: e.Parent!.Add(new XElement(e)); break;
            case 3 when !e.HasElements: e.Value = texts[random.Next(texts.Length)]; break;
            case 4 when e.Attributes().FirstOrDefault(a => !a.IsNamespaceDeclaration) is { } a: a.Value = texts[random.Next(texts.Length)]; break;
            default:
                var other = all[random.Next(all.Length)];
                if (e != other && !e.Ancestors().Contains(other) && !other.Ancestors().Contains(e)) e.Add(new XElement(other));
                break;
        }
    }
}
