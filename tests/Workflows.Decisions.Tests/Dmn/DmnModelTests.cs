using System.Xml.Linq;
using Workflows.Decisions.Dmn;
using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Tests.Dmn;

public sealed class DmnModelTests
{
    private static DmnTableBuilder Fees() => new DmnTableBuilder("手数料")
        .Input("年齢", "number").Input("区分", "string").Output("金額", "number")
        .Rule(["< 18", "-"], ["0"]).Rule([">= 18", "\"市内\""], ["300"]).Rule([">= 18", "\"市外\""], ["600"], "市外は倍");

    private static FeelContext Inputs(long age, string kind) => new(("年齢", FeelNumber.From(age)), ("区分", kind));

    [Fact]
    public void A_table_gives_its_value_and_tells_which_rule_hit_with_which_inputs()
    {
        var result = Fees().Build().Evaluate("手数料", Inputs(20, "市外"));
        Assert.Equal(FeelNumber.From(600), result.Value);
        var hit = Assert.Single(result.Hits);
        Assert.Equal(["rule3"], hit.RuleIds);
        Assert.Equal("市外", hit.Inputs["区分"]);
        Assert.Empty(result.Messages);
    }

    [Fact]
    public void Without_a_matching_rule_the_value_is_null_with_a_reason()
    {
        var result = Fees().Build().Evaluate("手数料", Inputs(20, "国外"));
        Assert.Null(result.Value);
        Assert.Contains(result.Messages, m => m.Code == "no-rule");
    }

    [Fact]
    public void Two_rules_at_once_in_a_unique_table_give_null_and_name_the_rules()
    {
        var result = Fees().Rule(["> 60", "-"], ["100"]).Build().Evaluate("手数料", Inputs(70, "市内"));
        Assert.Null(result.Value);
        Assert.Contains(result.Messages, m => m.Code == "overlap" && m.MessageJa.Contains("2、4", StringComparison.Ordinal));
    }

    [Fact]
    public void An_input_of_the_wrong_type_is_reported()
    {
        var result = Fees().Build().Evaluate("手数料", new FeelContext(("年齢", "二十"), ("区分", "市内")));
        Assert.True(result.HasErrors);
        Assert.Contains(result.Messages, m => m.Code == "type" && m.MessageJa.Contains("年齢", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cell_that_cannot_be_read_is_found_with_rule_and_column()
    {
        var model = Fees().Rule(["=> 60", "-"], ["100"]).Build();
        var error = Assert.Single(model.Check());
        Assert.Contains("規則4", error.MessageJa, StringComparison.Ordinal);
        Assert.Contains("年齢", error.MessageJa, StringComparison.Ordinal);
        Assert.Equal("rule4_input1", error.PartId);
    }

    [Fact]
    public void The_type_check_knows_what_the_host_adds_and_the_plain_check_asks_nothing_of_it()
    {
        var model = new DmnTableBuilder("D").Input("年齢", "number").Output("o").Rule(["> 上限"], ["加点(年齢)"]).Build();
        Assert.Empty(model.Check());
        Assert.Equal(["name", "function"], model.CheckTypes().Select(m => m.Code));
        var functions = new FeelFunctionRegistry().Add("加点", ["n:number"], (_, a) => a[0], "number");
        Assert.Empty(model.CheckTypes(new Dictionary<string, FeelType> { ["上限"] = FeelType.Number }, functions));
        Assert.Contains(Fees().Rule(["> \"六十\"", "-"], ["1"]).Build().CheckTypes(), m => m.Code == "type" && m.PartId == "rule4_input1");
    }

    [Fact]
    public void A_misspelt_decision_is_refused_with_the_nearest_name()
    {
        var e = Assert.Throws<ArgumentException>(() => Fees().Build().Evaluate("手数科", Inputs(1, "")));
        Assert.Contains("手数料", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<definitions/>")]
    [InlineData("not xml")]
    [InlineData("<definitions xmlns=\"http://www.omg.org/spec/DMN/20151101/dmn.xsd\"/>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"/>")]
    [InlineData("<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"><decision id=\"a\"/></definitions>")]
    public void What_is_no_dmn_is_refused(string xml)
    {
        var e = Assert.Throws<DmnFormatException>(() => DmnModel.Read(xml));
        Assert.NotEmpty(e.MessageJa);
    }

    [Fact]
    public void An_older_model_is_written_as_dmn_15_with_an_id_on_every_rule_and_cell()
    {
        const string old = """
            <definitions xmlns="http://www.omg.org/spec/DMN/20180521/MODEL/" xmlns:x="urn:x" name="m" namespace="n">
              <decision name="D"><variable name="D"/>
                <decisionTable><input label="a"><inputExpression><text>1</text></inputExpression></input><output/>
                  <rule x:color="red"><inputEntry><text>-</text></inputEntry><outputEntry id="keep"><text>"x"</text></outputEntry></rule>
                </decisionTable></decision>
            </definitions>
            """;
        var written = DmnModel.Read(old).Write();
        var root = XDocument.Parse(written).Root!;
        Assert.Equal("https://www.omg.org/spec/DMN/20230324/MODEL/", root.Name.NamespaceName);
        foreach (var e in root.Descendants().Where(e => e.Name.LocalName is "rule" or "inputEntry" or "outputEntry" or "decision" or "decisionTable" or "input" or "output"))
            Assert.False(string.IsNullOrEmpty(e.Attribute("id")?.Value), e.Name.LocalName);
        Assert.Contains("id=\"keep\"", written, StringComparison.Ordinal);
        Assert.Contains("color=\"red\"", written, StringComparison.Ordinal);
        Assert.Equal(written, DmnModel.Read(written).Write());
        Assert.Equal("x", DmnModel.Read(written).Evaluate("D", FeelContext.Empty).Value);
    }

    [Fact]
    public void Every_model_of_the_kit_is_written_and_read_back_to_the_same_elements()
    {
        var folder = Conformance.Folder("dmn-tck");
        Assert.SkipWhen(folder is null, "The conformance data (../shared/conformance/dmn-tck, or WORKFLOWS_SHARED) is missing.");
        foreach (var file in Directory.EnumerateFiles(folder!, "*.dmn", SearchOption.AllDirectories))
        {
            var model = DmnModel.Read(File.ReadAllText(file));
            var again = DmnModel.Read(model.Write());
            Assert.Equal(model.Elements.Select(e => e.Name), again.Elements.Select(e => e.Name));
            Assert.Equal(again.Write(), DmnModel.Read(again.Write()).Write());
        }
    }

    [Fact]
    public void A_circle_of_decisions_is_an_error_not_a_crash()
    {
        const string xml = """
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n">
              <decision id="a" name="A"><variable name="A"/><informationRequirement><requiredDecision href="#b"/></informationRequirement><literalExpression><text>B</text></literalExpression></decision>
              <decision id="b" name="B"><variable name="B"/><informationRequirement><requiredDecision href="#a"/></informationRequirement><literalExpression><text>A</text></literalExpression></decision>
              <itemDefinition name="t"><typeRef>u</typeRef></itemDefinition><itemDefinition name="u"><typeRef>t</typeRef></itemDefinition>
              <inputData id="i" name="I"><variable name="I" typeRef="t"/></inputData>
              <decision id="c" name="C"><variable name="C" typeRef="t"/><informationRequirement><requiredInput href="#i"/></informationRequirement><literalExpression><text>I</text></literalExpression></decision>
            </definitions>
            """;
        var model = DmnModel.Read(xml);
        Assert.Contains(model.Evaluate("A", FeelContext.Empty).Messages, m => m.Code == "cycle");
        Assert.Equal("x", model.Evaluate("C", new FeelContext(("I", "x"))).Value);
    }

    [Theory]
    [InlineData("<itemDefinition name=\"t\" isCollection=\"true\"><typeRef>t</typeRef></itemDefinition>")]
    [InlineData("<itemDefinition name=\"t\" isCollection=\"true\"><typeRef>u</typeRef></itemDefinition><itemDefinition name=\"u\"><typeRef>t</typeRef></itemDefinition>")]
    [InlineData("<itemDefinition name=\"t\"><itemComponent name=\"a\"><typeRef>t</typeRef></itemComponent><itemComponent name=\"b\"><typeRef>t</typeRef></itemComponent><itemComponent name=\"c\"><typeRef>t</typeRef></itemComponent></itemDefinition>")]
    [InlineData("<itemDefinition name=\"t\"><functionItem outputTypeRef=\"t\"><parameters name=\"p\" typeRef=\"t\"/><parameters name=\"q\" typeRef=\"t\"/></functionItem></itemDefinition>")]
    public void A_type_may_mention_itself(string types)
    {
        var model = DmnModel.Read($"""
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n">{types}{types.Replace("\"t\"", "\"v\"", StringComparison.Ordinal).Replace(">t<", ">v<", StringComparison.Ordinal)}
              <inputData id="i" name="I"><variable name="I" typeRef="t"/></inputData>
              <decision id="c" name="C"><variable name="C" typeRef="v"/><informationRequirement><requiredInput href="#i"/></informationRequirement><literalExpression><text>[I instance of t, I instance of v, function(p: t, q: t) p, I]</text></literalExpression></decision>
            </definitions>
            """);
        model.Check();
        model.CheckTypes();
        foreach (var value in new[] { "1", "[[[]]]", "[1, [2]]", "{a: null, b: null, c: {a: null, b: null, c: null}}", "function(p, q) p" })
            model.Evaluate("C", new FeelContext(("I", FeelExpression.Evaluate(value))));
    }

    [Fact]
    public void A_knowledge_model_may_call_itself()
    {
        const string xml = """
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n">
              <businessKnowledgeModel id="f" name="階乗"><variable name="階乗"/><encapsulatedLogic><formalParameter name="n" typeRef="number"/><literalExpression><text>if n &lt; 2 then 1 else n * 階乗(n - 1)</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
              <decision id="d" name="D"><variable name="D"/><knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement><literalExpression><text>階乗(20)</text></literalExpression></decision>
              <decision id="e" name="E"><variable name="E"/><knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement><literalExpression><text>階乗(100000)</text></literalExpression></decision>
            </definitions>
            """;
        var model = DmnModel.Read(xml);
        Assert.Equal("2432902008176640000", FeelValues.ToText(model.Evaluate("D", FeelContext.Empty).Value));
        Assert.Contains(model.Evaluate("E", FeelContext.Empty).Messages, m => m.Code == "limit");
    }
}
