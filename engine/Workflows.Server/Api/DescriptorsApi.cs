using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Server.Hosting;
using Workflows.Server.Security;

namespace Workflows.Server.Api;

/// <summary>What a designer of Elsa definitions may use here, in the shape of Elsa's <c>/descriptors</c>.</summary>
internal static class DescriptorsApi
{
    private static readonly string[] VariableTypes = ["Object", "String", "Boolean", "Int16", "Int32", "Int64", "Single", "Double", "Decimal", "Guid", "DateTime", "DateTimeOffset", "TimeSpan", "ByteArray", "JSON", "JsonElement", "JsonNode", "JsonObject", "JsonArray", "StringDictionary", "ObjectDictionary", "StringMap", "ObjectMap"];
    private static readonly Datum Activities = Items(Composition.Catalog.All.Select(a => Activity(a.Descriptor)));

    public static void Map(RouteGroupBuilder api)
    {
        Serve(api, "/descriptors/activities", "listActivityDescriptors", "使える活動 (activity types)", Activities);
        Serve(api, "/descriptors/expression-descriptors", "listExpressionDescriptors", "使える式の言語 (expression languages)", Items(
            Language("Literal", "Literal", ""), Language("Object", "Object", "json"), Language("Json", "JSON", "json"), Language("Variable", "Variable", ""), Language("Input", "Input", ""),
            Language("JavaScript", "JavaScript", "javascript"), Language("Liquid", "Liquid", "liquid"), Language("Feel", "FEEL", "feel")));
        Serve(api, "/descriptors/variables", "listVariableDescriptors", "変数の型 (variable types)", Items(VariableTypes.Select(t => Datum.Object(("typeName", t), ("displayName", t), ("category", "Primitives"), ("description", "")))));
        Serve(api, "/descriptors/incident-strategies", "listIncidentStrategies", "異常のときの進め方 (incident strategies)", Items(
            Strategy("Elsa.Workflows.IncidentStrategies.FaultStrategy, Elsa.Workflows.Core", "Fault", "全体を止める"), Strategy("Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core", "Continue with incidents", "ほかの枝は進める")));
        Serve(api, "/descriptors/workflow-activation-strategies", "listActivationStrategies", "始め方の制限 (activation strategies)", Items(
            Strategy("Elsa.Workflows.ActivationValidators.AllowAlwaysStrategy, Elsa.Workflows.Core", "Always", "いつでも始める"), Strategy("Elsa.Workflows.ActivationValidators.SingletonStrategy, Elsa.Workflows.Core", "Singleton", "同時に一つだけ"),
            Strategy("Elsa.Workflows.ActivationValidators.CorrelationStrategy, Elsa.Workflows.Core", "Correlation", "関連番号ごとに一つだけ"), Strategy("Elsa.Workflows.ActivationValidators.CorrelatedSingletonStrategy, Elsa.Workflows.Core", "Correlated singleton", "定義と関連番号ごとに一つだけ")));
        Serve(api, "/descriptors/storage-drivers", "listStorageDrivers", "変数の置き場所 (storage drivers)", Items(Strategy("Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core", "Workflow instance", "案件とともに残る")));
        Serve(api, "/features/installed", "listFeatures", "備わっている機能 (installed features)", Items(
            new[] { "Workflows", "WorkflowManagement", "WorkflowRuntime", "WorkflowsApi", "Scheduling", "Http", "JavaScript", "Liquid" }.Select(f => Datum.Object(("name", f), ("namespace", "Elsa"), ("fullName", $"Elsa.{f}"), ("displayName", f), ("description", "")))));
        Serve(api, "/package/version", "getPackageVersion", "合わせている Elsa の版 (the Elsa version we follow)", Datum.Object(("packageVersion", "3.8.0")));
    }

    private static void Serve(RouteGroupBuilder api, string path, string name, string summary, Datum body) =>
        api.MapGet(path, () => Results.Ok(body)).NeedsScope(Scopes.Definitions).Produces<Datum>().WithName(name).WithSummary(summary);

    private static Datum Items(params IEnumerable<Datum> items)
    {
        var list = Datum.List(items);
        return Datum.Object(("items", list), ("count", list.Items.Length), ("totalCount", list.Items.Length));
    }

    private static Datum Language(string type, string name, string monaco) => Datum.Object(("type", type), ("displayName", name), ("isSerializable", true), ("isBrowsable", true), ("properties", Datum.Object(("monacoLanguage", monaco))));

    private static Datum Strategy(string type, string name, string description) => Datum.Object(("typeName", type), ("displayName", name), ("description", description));

    private static Datum Activity(ActivityDescriptor d)
    {
        var dot = d.Type.LastIndexOf('.');
        return Datum.Object(
            ("typeName", d.Type), ("namespace", dot < 0 ? "" : d.Type[..dot]), ("name", d.Type[(dot + 1)..]), ("version", 1), ("category", d.Category), ("displayName", d.LabelEn), ("description", d.LabelJa),
            ("inputs", Datum.List(d.Inputs.Select((input, order) => Datum.Object(
                ("name", Pascal(input.Name)), ("typeName", input.TypeName), ("displayName", input.LabelJa), ("description", input.DescriptionJa ?? ""), ("order", order), ("isBrowsable", true), ("isSerializable", true), ("isSynthetic", false),
                ("isWrapped", input.Wrapped), ("uiHint", Hint(input.Picker)), ("category", ""), ("defaultValue", input.Default ?? Datum.Null), ("defaultSyntax", "Literal"), ("isReadOnly", false), ("isSensitive", false), ("autoEvaluate", !input.Deferred))))),
            ("outputs", Datum.List(d.Outputs.Select(o => Datum.Object(("name", Pascal(o.Name)), ("typeName", o.TypeName), ("displayName", o.LabelJa), ("isBrowsable", true), ("isSerializable", true))))),
            ("kind", d.IsTrigger ? "Trigger" : "Action"), ("runAsynchronously", false),
            ("ports", Datum.List([.. d.Outcomes.Select(o => Port(o, "Flow")), .. d.Ports.Where(p => !p.IsList).Select(p => Port(Pascal(p.Name), "Embedded"))])),
            ("customProperties", Datum.EmptyObject), ("constructionProperties", Datum.EmptyObject), ("isContainer", d.Ports.Any(p => p.Name == "activities")),
            ("isBrowsable", true), ("isStart", d.Type == "Elsa.Start"), ("isTerminal", d.IsTerminal));
    }

    private static Datum Port(string name, string type) => Datum.Object(("name", name), ("displayName", name), ("type", type), ("isBrowsable", true));
    private static string Pascal(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..];

    private static string Hint(InputPicker picker) => picker switch
    {
        InputPicker.MultilineText or InputPicker.Json or InputPicker.Expression or InputPicker.Condition => "multi-line",
        InputPicker.Checkbox => "checkbox",
        InputPicker.Choice => "dropdown",
        InputPicker.Variable => "variable-picker",
        InputPicker.Workflow => "workflow-definition-picker",
        InputPicker.List => "multi-text",
        _ => "single-line",
    };
}
