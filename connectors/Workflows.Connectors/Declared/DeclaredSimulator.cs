using System.Text;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Connectors.Simulation;
using Workflows.Connectors.Wire;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Declared;

/// <summary>The far side of any declared system, driven by its declaration: examples, answers by condition, declared faults, effects once a key, pushed events.</summary>
public sealed class DeclaredSimulatorKind(string kind = "http-system", string label = "HTTPのシステム（宣言）") : ISimulatorKind
{
    public string Kind => kind;
    public SimulatorDescription Description { get; } = new(kind, label, [], CommonSwitches.All);

    public Simulator Open(SimulatorSetting setting) => new DeclaredSimulator(setting,
        setting.Declaration ?? throw new SimulatorException($"コネクタ「{setting.Connector}」の宣言がありません。", $"Nothing declares connector '{setting.Connector}'."));
}

internal sealed class DeclaredSimulator(SimulatorSetting setting, ConnectorDeclaration declaration) : Simulator(setting)
{
    protected override bool Believes(WireRequest request) => declaration.Auth["type"].AsText() switch
    {
        "none" => true,
        "basic" => request.Header("Authorization") == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{declaration.Auth["user"].AsText()}:{Setting.Secret}")),
        "header" => request.Header(declaration.Auth["name"].AsText()!) == Setting.Secret,
        "query" => request.Query.GetValueOrDefault(declaration.Auth["name"].AsText()!) == Setting.Secret,
        _ => base.Believes(request),
    };

    protected override Operation? Route(WireRequest request, IReadOnlyList<string> path)
    {
        foreach (var operation in declaration.Operations.Where(o => o.Method == request.Method))
        {
            if (Match(operation, path) is not { } holes) continue;
            var asked = holes;
            foreach (var query in operation.Query)
                if (request.Query.TryGetValue(query.Name, out var value)) asked = asked.With(Simple(query.Value.Text) ?? query.Name, value);
            asked = Typed(operation, asked.Merge(Named(operation, Sent(operation, request))));
            var key = operation.Protection == "natural" ? null : request.Header(operation.KeyHeader);
            return new(operation.Id, asked, key, null, () => Run(operation, asked, key));
        }
        return null;
    }

    /// <summary>An act named like a declared event pushes it: its arguments are the payload.</summary>
    protected override Datum? Perform(string act, Datum arguments)
    {
        if (declaration.Events.All(e => e.Name != act)) return null;
        Send(Outgoing.Push(NextId($"{Setting.Tenant}-{Setting.Connector}"), act, arguments.Without("key")));
        return arguments;
    }

    protected override void Apply(string type, Datum data, DateTimeOffset at) { }

    /// <summary>A value given by hand stands for the far side's body.</summary>
    protected override WireResponse Wrap(string operation, Datum answer) => Write(operation, 200, answer);

    private WireResponse Run(DeclaredOperation operation, Datum asked, string? key)
    {
        var names = DeclaredConnector.Names(asked, key ?? "", Now);
        var said = operation.Answers.FirstOrDefault(a => a.When is null || names.IsTrue(a.When)) is { } chosen ? (chosen.Status, chosen.Body) : ((int)operation.Example["answer"]["status"].AsLong()!.Value, operation.Example["answer"]["body"]);
        if (operation.Protection != "key" || said.Item1 >= 300) return Write(operation.Id, said.Item1, said.Item2);
        var once = Once(() => (null, "effect", Datum.Object(("operation", operation.Id), ("request", asked)), said.Item2), operation.Id, key, null);
        return once.Status == 201 ? Write(operation.Id, said.Item1, said.Item2) : once;
    }

    private WireResponse Write(string operation, int status, Datum body) => declaration.Operations.First(o => o.Id == operation) is { ReadsFile: true } reads && status < 300
        ? new(status, "application/octet-stream", body["base64"].AsText() is { } packed ? Convert.FromBase64String(packed) : TextEncodings.Encode(body["text"].AsText() ?? "", reads.Encoding)) : declaration.Operations.First(o => o.Id == operation).Format == "xml" && body is { Kind: DatumKind.Object, Members: [var root] }
        ? new(status, "application/xml; charset=utf-8", WireForm.ToXml(root.Key, root.Value)) : WireResponse.Json(status, body);

    private static Datum Sent(DeclaredOperation operation, WireRequest request)
    {
        switch (operation.Format)
        {
            case "form": return Datum.Object(request.Form().Select(f => KeyValuePair.Create(f.Key, Datum.Of(f.Value))));
            case "xml": return WireForm.FromXml(request.Body)[operation.Root] is { Kind: DatumKind.Object } members ? members : Datum.EmptyObject;
            case "file": return Datum.Object(("file", TextEncodings.Decode(request.Body, operation.Encoding) is { } text ? text : Datum.Object(("base64", Convert.ToBase64String(request.Body)))));
            case "json": return request.Json() is { Kind: DatumKind.Object } body ? body : Datum.EmptyObject;
            default: return Datum.EmptyObject;
        }
    }

    /// <summary>The members of a body by the request's own names, where the declaration maps one onto the other.</summary>
    private static Datum Named(DeclaredOperation operation, Datum sent)
    {
        foreach (var (wire, feel) in operation.BodyShape.Members)
            if (Simple(feel.AsText() ?? "") is { } name && sent.TryGet(wire, out var value)) sent = sent.Without(wire).With(name, value);
        return sent;
    }

    /// <summary>Numbers that the wire carries as text.</summary>
    private static Datum Typed(DeclaredOperation operation, Datum asked)
    {
        foreach (var (name, value) in asked.Members)
            if (value.Kind == DatumKind.Text && operation.Request["properties"][name]["type"].AsText() is ("integer" or "number") && decimal.TryParse(value.AsText(), System.Globalization.CultureInfo.InvariantCulture, out var number)) asked = asked.With(name, Datum.Of(number));
        return asked;
    }

    /// <summary>The values of the path's holes; null when it is another path.</summary>
    private static Datum? Match(DeclaredOperation operation, IReadOnlyList<string> path)
    {
        var pattern = operation.Path.Text.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (pattern.Length != path.Count) return null;
        var result = Datum.EmptyObject;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] is ['{', .., '}']) { if (Simple(pattern[i][1..^1]) is { } name) result = result.With(name, path[i]); }
            else if (pattern[i] != path[i]) return null;
        }
        return result;
    }

    private static string? Simple(string feel) => feel.Trim() is { Length: > 0 } name && name.All(c => char.IsLetterOrDigit(c) || c == '_') ? name : null;
}
