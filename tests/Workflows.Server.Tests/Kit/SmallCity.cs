using Workflows.Cases.Commands;

namespace Workflows.Server.Tests.Kit;

/// <summary>A server of one small programme without schedules or mails: cases that end at once, figures over them, a register.</summary>
public sealed class SmallCity : IAsyncLifetime
{
    public static readonly Caller Staff = new("many-staff", "窓口 係", "14204", ["many/staff"], false, "web", "inbox");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("workflows-small-city-");

    public LiveServer Live { get; private set; } = null!;

    private static readonly Dictionary<string, string> Files = new()
    {
        ["municipalities/14204.json"] = """{ "code": "142042", "name": "鎌倉市", "programs": [ { "id": "many" } ], "users": [ { "id": "many-staff", "name": "窓口 係", "kind": "staff", "roles": ["many/staff"] } ] }""",
        ["many/program.json"] = """
            { "id": "many", "version": 1, "title": "相談の記録",
              "roles": [ { "id": "citizen", "label": "相談者", "kind": "citizen" }, { "id": "staff", "label": "係", "kind": "staff" } ],
              "states": [ { "id": "受付", "lifecycle": "active" }, { "id": "審査", "lifecycle": "active" }, { "id": "終了", "lifecycle": "ended" } ], "numbers": [ { "id": "N", "format": "N-{year}-{seq:6}", "year": "fiscal" } ],
              "starts": [ { "id": "apply", "kind": "form", "form": "F", "workflow": "flow", "by": ["citizen", "staff"], "number": "N", "label": "相談" } ],
              "retention": { "closed": "P3D" },
              "kpis": [
                { "id": "K-ALL", "label": "受付件数", "unit": "件", "formula": "count(facts[fact = \"status\" and state = \"受付\"])" },
                { "id": "K-END", "label": "終了件数", "unit": "件", "formula": "count(distinct values(for f in facts[fact = \"status\" and state = \"終了\"] return f.case))" },
                { "id": "K-TOPIC", "label": "経路ごとの件数", "unit": "件", "by": [ { "key": "channel", "label": "経路", "values": "facts.channel" } ], "formula": "count(facts[fact = \"status\" and (by.channel = null or channel = by.channel)])" },
                { "id": "K-RATE", "label": "終了の割合", "unit": "%", "formula": "if count(facts) = 0 then null else count(facts[state = \"終了\"]) / count(facts[state = \"受付\"]) * 100", "round": 1 } ] }
            """,
        ["many/forms/F.json"] = """{ "id": "F", "title": "相談", "pages": [ { "id": "p", "fields": [ { "key": "topic", "label": "種類", "type": "choice", "required": true, "options": [ { "value": "住まい" }, { "value": "仕事" } ] }, { "key": "name", "label": "氏名", "type": "text", "required": true }, { "key": "text", "label": "内容", "type": "text", "required": true, "maxLength": 400 } ] } ] }""",
        ["many/registers/R.json"] = """{ "id": "R", "label": "名簿", "key": ["code"], "readers": ["staff"], "editors": ["staff"], "fields": [ { "key": "code", "label": "番号", "type": "text", "required": true }, { "key": "name", "label": "氏名", "type": "text" }, { "key": "kana", "label": "カナ", "type": "kana" }, { "key": "born", "label": "生年月日", "type": "date" }, { "key": "area", "label": "地区", "type": "text", "indexed": true }, { "key": "amount", "label": "金額", "type": "money" } ] }""",
        ["many/workflows/flow.json"] = """
            { "id": "flow-v1", "definitionId": "flow", "name": "相談", "version": 1, "root": { "id": "s", "type": "Elsa.Sequence", "activities": [
              { "id": "a", "type": "Case.Status", "state": "受付" }, { "id": "b", "type": "Case.Status", "state": "審査" }, { "id": "c", "type": "Case.Close", "result": "終了" } ] } }
            """,
    };

    public async ValueTask InitializeAsync()
    {
        foreach (var (path, text) in Files)
        {
            var file = new FileInfo(Path.Combine(_folder.FullName, path));
            file.Directory!.Create();
            await File.WriteAllTextAsync(file.FullName, text);
        }
        Live = new LiveServer(_folder.FullName);
        await Live.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Live.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
