using System.Collections.Immutable;
using System.Text.Json;
using Workflows.Engine.Data;
using Workflows.Engine.Execution;

namespace Workflows.Engine.Plans;

/// <summary>The text is not a workflow definition.</summary>
public sealed class DefinitionException(string messageJa, string messageEn) : Exception(messageEn)
{
    public string MessageJa { get; } = messageJa;
}

/// <summary>Reads the root object of a definition; property names whatever their case.</summary>
internal sealed class DefinitionReader
{
    private readonly Datum _definition;

    public DefinitionReader(Datum definition, bool nested = false)
    {
        _definition = definition;
        if (nested) return;
        if (definition.Kind != DatumKind.Object) throw new DefinitionException("ワークフロー定義は JSON のオブジェクトでなければなりません。", "A workflow definition must be a JSON object.");
        var root = GetAny(definition, "root");
        // A bare activity is a definition of one.
        Root = root.Kind == DatumKind.Object ? root
            : GetAny(definition, "type").Kind == DatumKind.Text ? definition
            : throw new DefinitionException("ワークフロー定義に root（最初のアクティビティ）がありません。", "The workflow definition has no 'root' activity.");
    }

    public Datum Definition => _definition;
    public Datum Root { get; } = Datum.Null;
    public string DefinitionId => GetAny(_definition, "definitionId").AsText() ?? GetAny(_definition, "id").AsText() ?? "workflow";
    public string VersionId => GetAny(_definition, "definitionId").IsNull ? "" : GetAny(_definition, "id").AsText() ?? "";
    public int Version => (int)(GetAny(_definition, "version").AsLong() ?? 1);
    public string Name => GetAny(_definition, "name").AsText() ?? "";

    public Datum Get(Datum from, string key) => GetAny(from, key);

    public static Datum GetAny(Datum from, string key)
    {
        if (from.TryGet(key, out var exact)) return exact;
        foreach (var (name, value) in from.Members)
            if (string.Equals(name, key, StringComparison.OrdinalIgnoreCase)) return value;
        return Datum.Null;
    }

    public ImmutableArray<VariableSpec> Variables(Datum owner, PlanBuilder builder)
    {
        var result = ImmutableArray.CreateBuilder<VariableSpec>();
        foreach (var v in GetAny(owner, "variables").Items)
        {
            var name = GetAny(v, "name").AsText();
            if (string.IsNullOrEmpty(name)) { builder.Error("variables", "VARIABLE_UNNAMED", "名前のない変数があります。", "A variable has no name."); continue; }
            var type = GetAny(v, "typeName").AsText() ?? "Object";
            if (!Coercion.Knows(type)) builder.Error("variables", "VARIABLE_TYPE_UNKNOWN", $"変数「{name}」の型「{type}」を知りません。", $"The variable '{name}' has the unknown type '{type}'.", "String、Int32、Boolean、Object などの型にしてください。");
            result.Add(new VariableSpec(GetAny(v, "id").AsText() ?? name, name, type, GetAny(v, "isArray").AsBoolean(), Initial(type, GetAny(v, "isArray").AsBoolean(), GetAny(v, "value"), name, builder), GetAny(v, "storageDriverTypeName").AsText()));
        }
        return result.ToImmutable();
    }

    /// <summary>A variable's default stands as text and is brought to its type; a value type without one starts at zero.</summary>
    private static Datum Initial(string type, bool isArray, Datum value, string name, PlanBuilder builder)
    {
        var simple = Coercion.Simple(type);
        if (value.IsNull || (value.Kind == DatumKind.Text && value.AsText()!.Length == 0 && simple != "String"))
            return isArray ? Datum.Null : simple switch
            {
                "Int16" or "Int32" or "Int64" or "Byte" or "Single" or "Double" or "Decimal" => Datum.Of(0),
                "Boolean" => Datum.False,
                _ => Datum.Null,
            };
        if (value.Kind != DatumKind.Text) return value;
        if (simple == "String" && !isArray) return value;
        var text = value.AsText()!.TrimStart();
        if (text is ['[' or '{', ..])
        {
            try { return Datum.Parse(text); }
            catch (JsonException e)
            {
                builder.Warning("variables", "VARIABLE_DEFAULT", $"変数「{name}」の初期値を JSON として読めません: {e.Message}", $"The default of variable '{name}' is not JSON: {e.Message}");
                return value;
            }
        }
        return Coercion.To(type, value);
    }

    public ImmutableArray<ParameterSpec> Parameters(string key) =>
        [.. GetAny(_definition, key).Items.Select(p => new ParameterSpec(GetAny(p, "name").AsText() ?? "", GetAny(p, "type").AsText() ?? "Object", GetAny(p, "isArray").AsBoolean(), GetAny(p, "defaultValue"), GetAny(p, "displayName").AsText()))];
}
