using System.Text.RegularExpressions;
using Workflows.Cases.Expressions;
using Workflows.Engine.Data;

namespace Workflows.Cases.Packages.Reading;

/// <summary>Reads municipalities/*.json.</summary>
internal static class MunicipalityReader
{
    public static MunicipalitySpec Read(Node node)
    {
        var (code, full) = Code(node);
        var programs = node.List("programs", Shapes.MunicipalityProgram, Program);
        foreach (var twice in programs.GroupBy(p => p.Id).Where(g => g.Key.Length > 0 && g.Count() > 1))
            node.Error("programs", $"手続「{twice.Key}」が二度書かれています。", $"The programme '{twice.Key}' is listed twice.");
        var offices = node.List("offices", Shapes.Office, n => new OfficeSpec(n.Id(), n.Text("name"), n.OptionalText("parent")));
        var users = node.List("users", Shapes.User, User);
        for (var i = 0; i < users.Count; i++)
            if (users[i].Office is { } office && offices.All(o => o.Id != office))
                node.Error($"users[{i}].office", $"課「{office}」がありません。", $"There is no office '{office}'.", Near.Fix(office, [.. offices.Select(o => o.Id)]));
        return new(code, full, node.Text("name"), programs, offices, users) { Calendars = ReadCalendars(node) };
    }

    private static List<Datum> ReadCalendars(Node node)
    {
        var made = new Dictionary<string, Decisions.Calendars.BusinessCalendar>(StringComparer.Ordinal);
        var result = new List<Datum>();
        foreach (var calendar in node.List("calendars", Shapes.Calendar, n => n))
        {
            var problems = new List<(string Key, string Ja, string En)>();
            var read = Calendars.Make(calendar.Value, problems, made.GetValueOrDefault);
            foreach (var (key, ja, en) in problems) calendar.Error(key, ja, en);
            if (read.Id.Length == 0) continue;
            if (!made.TryAdd(read.Id, read)) calendar.Error("id", $"暦「{read.Id}」が二度書かれています。", $"The calendar '{read.Id}' is declared twice.");
            else if (!read.Id.Contains(':', StringComparison.Ordinal) && Decisions.Calendars.BusinessCalendars.Find(read.Id) is null)
                calendar.Error("id", $"暦の識別子「{read.Id}」には「:」を入れてください。", $"The calendar id '{read.Id}' needs a ':'.", $"「office:{read.Id}」「school:01」のように書くか、置きかえる組み込みの暦の id を書いてください。");
            else result.Add(calendar.Value);
        }
        return result;
    }

    /// <summary>5 digits, or 6 with the check digit of 全国地方公共団体コード (weights 6 5 4 3 2, modulus 11).</summary>
    private static (string Code, string Full) Code(Node node)
    {
        var text = node.Text("code");
        if (!Regex.IsMatch(text, "^[0-9]{5,6}$"))
        {
            if (text.Length > 0) node.Error("code", $"団体コード「{text}」は5桁か6桁の数字で書いてください。", $"The code '{text}' must be 5 or 6 digits.");
            return (text, text);
        }
        var sum = 0;
        for (var i = 0; i < 5; i++) sum += (text[i] - '0') * (6 - i);
        var full = text[..5] + (char)('0' + ((11 - (sum % 11)) % 10));
        if (text.Length == 6 && text != full)
            node.Error("code", $"団体コード「{text}」の検査数字が正しくありません。", $"The check digit of '{text}' is wrong.", $"「{full}」の間違いではありませんか。");
        if (node.OptionalText("short") is { } five && five != text[..5])
            node.Error("short", $"「short」は「{text[..5]}」のはずです。", $"'short' should be '{text[..5]}'.");
        return (text[..5], full);
    }

    private static MunicipalityProgramSpec Program(Node node)
    {
        var registers = new SortedDictionary<string, IReadOnlyList<Datum>>(StringComparer.Ordinal);
        foreach (var (id, rows, place) in node.Entries("registers"))
        {
            if (rows.Kind != DatumKind.List) { node.Reading.Error(node.File, place, "記録を [ … ] で書いてください。", "A list of records is expected."); continue; }
            registers[id] = rows.Items;
        }
        var connectors = new SortedDictionary<string, ConnectorSettingSpec>(StringComparer.Ordinal);
        foreach (var (id, value, place) in node.Entries("connectors"))
            if (node.Child(value, place, Shapes.ConnectorSetting) is { } child)
                connectors[id] = Setting(child);
        var seeds = node.Raw("seed");
        if (!node.Raw("settings").IsNull && node.Raw("settings").Kind != DatumKind.Object)
            node.Error("settings", "「settings」は { … } で書いてください。", "'settings' must be an object.");
        return new(node.Id(),
            [.. (seeds.Kind == DatumKind.List ? seeds.Items : seeds.IsNull ? [] : [seeds]).Select(s => (int)(s.AsLong() ?? 0))],
            node.OptionalLabel("title"), node.Whole("population"), node.Whole("budgetThousandYen"),
            node.Raw("settings") is { Kind: DatumKind.Object } settings ? settings : Datum.EmptyObject, registers, connectors);
    }

    private static ConnectorSettingSpec Setting(Node node)
    {
        var instances = new SortedDictionary<string, ConnectorInstanceSpec>(StringComparer.Ordinal);
        foreach (var (name, value, place) in node.Entries("instances"))
            if (node.Child(value, place, Shapes.ConnectorInstance) is { } child) instances[name] = new(child.Text("baseUrl"), child.OptionalText("secret"));
        var routes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (operation, instance, place) in node.Entries("routes"))
        {
            routes[operation] = instance.AsText() ?? "";
            if (!instances.ContainsKey(routes[operation]))
                node.Reading.Error(node.File, place, $"接続先「{routes[operation]}」が instances にありません。", $"There is no instance '{routes[operation]}'.", Near.Fix(routes[operation], instances.Keys));
        }
        return new(node.Text("baseUrl"), node.OptionalText("secret"), node.Raw("options")) { Instances = instances, Routes = routes };
    }

    private static DemoUserSpec User(Node node)
    {
        var roles = node.Texts("roles");
        for (var i = 0; i < roles.Count; i++)
            if (roles[i].Count(c => c == '/') != 1)
                node.Error($"roles[{i}]", $"役割「{roles[i]}」は「手続/役割」で書いてください。", $"The role '{roles[i]}' must be 'program/role'.");
        return new(node.Id(), node.Text("name"), node.Choice("kind", RoleSpec.Staff, RoleSpec.Citizen, RoleSpec.Staff, RoleSpec.Outside),
            node.OptionalText("office"), roles, node.Raw("attributes") is { Kind: DatumKind.Object } attributes ? attributes : Datum.EmptyObject);
    }
}
