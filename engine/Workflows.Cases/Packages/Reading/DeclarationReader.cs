using Workflows.Cases.Expressions;
using Workflows.Engine.Data;

namespace Workflows.Cases.Packages.Reading;

/// <summary>Reads connectors/*.json.</summary>
internal static class DeclarationReader
{
    public static ConnectorDeclaration Read(Node node)
    {
        var auth = node.Raw("auth");
        if (!auth.IsNull)
        {
            var type = auth["type"].AsText() ?? "";
            if (!ConnectorDeclaration.AuthTypes.Contains(type)) node.Error("auth", $"認証「{type}」は使えません。", $"'auth.type' cannot be '{type}'.", $"使えるのは {string.Join("、", ConnectorDeclaration.AuthTypes)} です。");
            if (type is "header" or "query" && auth["name"].AsText() is null) node.Error("auth", "「name」（見出しまたは項目の名前）がありません。", "'auth.name' is missing.");
            if (type == "basic" && auth["user"].AsText() is null) node.Error("auth", "「user」（利用者名）がありません。", "'auth.user' is missing.");
            if (auth.Has("secret") || auth.Has("password")) node.Error("auth", "秘密を定義に書くことはできません。自治体の設定で名前を書き、値は設置先の設定に置いてください。", "A secret never stands in a definition.");
        }
        return new(node.Id(), node.OptionalLabel("label") ?? node.Text("id"), node.Choice("kind", "http-system", [.. ConnectorDeclaration.Kinds]), node.Texts("aliases"), auth, node.Raw("hook"),
            node.Catalog("operations", Shapes.DeclaredOperation, Operation).ToList(),
            node.List("events", Shapes.DeclaredEvent, n => new DeclaredEvent(n.Id("name"), n.OptionalLabel("label") ?? n.Text("name"), n.Raw("payload"), n.OptionalText("key"))), node.Value);
    }

    private static DeclaredOperation Operation(Node n)
    {
        var format = n.Choice("format", n.Choice("method", "GET", [.. ConnectorDeclaration.Methods]) is "GET" or "DELETE" ? "none" : "json", [.. ConnectorDeclaration.Formats]);
        var operation = new DeclaredOperation(n.Id(), n.Label("label"), n.Choice("method", "GET", [.. ConnectorDeclaration.Methods]), n.Template("path"), n.NamedFeels("query"), n.NamedFeels("headers"), format,
            Value(n, "body"), n.OptionalText("root") ?? "request", n.OptionalText("keyHeader") ?? "Idempotency-Key", n.Raw("request"), n.Raw("response"), Value(n, "answer"),
            n.List("faults", Shapes.DeclaredFault, f => new DeclaredFault(f.Id("code"), f.OptionalLabel("label") ?? f.Text("code"), f.Int("status"), f.Feel("when"), f.Choice("means", "business", "business", "retry", "fatal"), f.Feel("message"))),
            n.Choice("idempotency", "key", [.. ConnectorDeclaration.Protections]), n.Raw("example"),
            n.List("simulate", Shapes.DeclaredAnswer, a => new DeclaredAnswer(a.Feel("when"), a.Int("status") ?? 200, a.Raw("body")))) {
            BodyShape = n.Raw("body"), Encoding = n.Choice("encoding", "utf-8", [.. TextEncodings.Names]), ReadsFile = n.Choice("reads", "data", [.. ConnectorDeclaration.Answers]) == "file",
        };
        if (operation.Request["properties"].Kind != DatumKind.Object) n.Error("request", "「request」に渡す項目（properties）を宣言してください。宣言した項目だけが外へ出ます。", "'request' must declare its properties; only declared fields leave.");
        if (operation.Example["request"].Kind != DatumKind.Object || operation.Example["answer"]["status"].AsLong() is null)
            n.Error("example", "「example」に request と、相手の答え answer（status、body）を書いてください。", "'example' needs a request and the far side's answer (status, body).", "模擬装置と文書がこの例を使います。");
        foreach (var (header, _) in operation.Headers.Select(h => (h.Name, h.Value)).Where(h => h.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)))
            n.Error("headers", $"見出し「{header}」は auth で設定してください。", "Authorization is set by 'auth'.");
        return operation;
    }

    /// <summary>FEEL in a text; an object of FEEL texts is a context.</summary>
    private static Feel? Value(Node n, string key)
    {
        if (n.Raw(key).Kind != DatumKind.Object) return n.Feel(key);
        foreach (var (_, value, place) in n.Entries(key)) n.FeelOf(value, place);
        return new Feel("{" + string.Join(", ", n.Raw(key).Members.Select(m => $"{Datum.Of(m.Key).ToJson()}: {(m.Value.Kind == DatumKind.Text ? m.Value.AsText() : m.Value.ToJson())}")) + "}");
    }
}
