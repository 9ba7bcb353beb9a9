using System.Buffers.Text;
using System.Text;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime.Interop;
using Workflows.Engine.Data;
using JsEngine = Jint.Engine;

namespace Workflows.Engine.Expressions;

/// <summary>Elsa's helper functions.</summary>
internal static class JavaScriptHelpers
{
    /// <summary>What has a locale, or whole numbers of any length.</summary>
    private static readonly string[] NotHere = ["Intl", "BigInt", "BigInt64Array", "BigUint64Array", "DataView"];

    /// <param name="names">What the script can mean: nothing else is made.</param>
    /// <returns>The variables, to be written back when the script has ended.</returns>
    public static JavaScriptVariables Install(JsEngine engine, IExpressionScope scope, JavaScriptNames names)
    {
        var max = scope.Step.Limits.ValueLength;
        void Add(string name, Func<JsValue[], JsValue> body) { if (names.Has(name)) Make(name, body); }
        void Make(string name, Func<JsValue[], JsValue> body) => engine.SetValue(name, new ClrFunction(engine, name, (_, args) => body(args)));
        JsValue Js(Datum value) => JavaScriptValues.To(engine, value);
        Datum Arg(JsValue[] args, int i) => i < args.Length ? JavaScriptValues.From(args[i], max) : Datum.Null;
        string Text(JsValue[] args, int i) => Arg(args, i).AsText() ?? "";
        JsValue Str(string? text) => text is null ? JsValue.Null : new JsString(text);

        var variables = new JavaScriptVariables(engine, scope);
        variables.Install(names);
        JavaScriptTypes.Install(engine, scope, names);
        Add("getInput", a => Js(scope.Input[Text(a, 0)]));
        foreach (var (name, value) in scope.Input.Members)
            if (names.Has($"get{Pascal(name)}") && !engine.Global.HasProperty($"get{Pascal(name)}")) Make($"get{Pascal(name)}", _ => Js(value));
        // Elsa names an accessor for each declared input as it is written; one that was not given is null.
        foreach (var declared in scope.DeclaredInputs)
            foreach (var accessor in new[] { $"get{declared.Name}", $"get{Pascal(declared.Name)}" })
                if (names.Has(accessor) && !engine.Global.HasProperty(accessor)) Make(accessor, _ => Js(scope.Input[declared.Name]));
        if (names.Has("input")) engine.SetValue("input", Js(scope.Input));
        Add("getOutputFrom", a =>
        {
            var id = scope.FindActivityId(Text(a, 0)) ?? Text(a, 0);
            var outputs = scope.ActivityOutputs[id];
            return Js(a.Length > 1 && Arg(a, 1) is { IsNull: false } name ? Named(outputs, name.AsText()!) : outputs.Members.Count > 0 ? outputs.Members[0].Value : Datum.Null);
        });
        Add("getLastResult", _ => Js(scope.ActivityOutputs["$last"]));
        if (names.HasPart("From"))
          foreach (var (activity, outputs) in scope.ActivityOutputs.Members)
            foreach (var (output, value) in outputs.Members)
                Add($"get{Pascal(output)}From{Pascal(scope.FindActivityName(activity) ?? activity)}", _ => Js(value));
        Add("getWorkflowInstanceId", _ => Str(scope.InstanceNo > 1 ? $"{scope.Step.CaseId}/{scope.InstanceNo}" : scope.Step.CaseId));
        Add("getWorkflowDefinitionId", _ => Str(scope.DefinitionId));
        Add("getWorkflowDefinitionVersionId", _ => Str($"{scope.DefinitionId}@{scope.DefinitionVersion}"));
        Add("getWorkflowDefinitionVersion", _ => JsNumber.Create(scope.DefinitionVersion));
        Add("getWorkflowInstanceName", _ => Str(scope.InstanceName));
        Add("setWorkflowInstanceName", a => { scope.InstanceName = Text(a, 0); return JsValue.Undefined; });
        Add("getCorrelationId", _ => Str(scope.CorrelationId));
        Add("setCorrelationId", a => { scope.CorrelationId = Text(a, 0); return JsValue.Undefined; });
        Add("setOutput", a => { scope.SetOutput(Text(a, 0), Arg(a, 1)); return JsValue.Undefined; });
        Add("setOutcome", a => { scope.ScriptOutcomes.Clear(); scope.ScriptOutcomes.Add(Text(a, 0)); return JsValue.Undefined; });
        Add("setOutcomes", a => { scope.ScriptOutcomes.Clear(); foreach (var one in Arg(a, 0).Items) scope.ScriptOutcomes.Add(one.AsText() ?? ""); return JsValue.Undefined; });
        Add("newGuid", _ => Str(scope.NextGuid().ToString()));
        Add("getGuid", _ => Str(scope.NextGuid().ToString()));
        Add("getGuidString", _ => Str(scope.NextGuid().ToString()));
        Add("newGuidString", _ => Str(scope.NextGuid().ToString()));
        Add("getShortGuid", _ => Str(Short(scope.NextGuid())));
        Add("newShortGuid", _ => Str(Short(scope.NextGuid())));
        Add("parseGuid", a => Guid.TryParse(Text(a, 0), out var guid) ? Str(guid.ToString()) : JsValue.Null);
        Add("isNullOrEmpty", a => string.IsNullOrEmpty(Arg(a, 0).AsText()) ? JsBoolean.True : JsBoolean.False);
        Add("isNullOrWhiteSpace", a => string.IsNullOrWhiteSpace(Arg(a, 0).AsText()) ? JsBoolean.True : JsBoolean.False);
        Add("toJson", a => Str(Arg(a, 0).ToJson()));
        Add("bytesToString", a => Str(Encoding.UTF8.GetString(Convert.FromBase64String(Text(a, 0)))));
        Add("bytesFromString", a => Str(Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(a, 0)))));
        Add("stringToBase64", a => Str(Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(a, 0)))));
        Add("stringFromBase64", a => Str(Encoding.UTF8.GetString(Convert.FromBase64String(Text(a, 0)))));
        Add("bytesToBase64", a => Str(Text(a, 0)));
        Add("streamToBytes", a => Str(Text(a, 0)));
        Add("streamToBase64", a => Str(Text(a, 0)));
        Add("getConfig", _ => throw new ExpressionException("JavaScript", "getConfig は使えません。設定は入力で渡してください。"));
        Add("bytesFromBase64", a => Str(Text(a, 0)));
        foreach (var (name, value) in scope.Lookups.Members) if (names.Has(name)) engine.SetValue(name, Js(value));
        if (names.Has("random") && engine.Global.Get("Math") is ObjectInstance math)
            math.Set("random", new ClrFunction(engine, "random", (_, _) => JsNumber.Create((scope.NextRandom() >> 11) * (1.0 / (1UL << 53)))));
        foreach (var gone in NotHere) if (names.Has(gone)) engine.Global.Delete(gone);
        return variables;
    }

    private static Datum Named(Datum outputs, string name) => Plans.DefinitionReader.GetAny(outputs, name);
    private static string Short(Guid guid) => Base64Url.EncodeToString(guid.ToByteArray());
    public static string Pascal(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..];
}
