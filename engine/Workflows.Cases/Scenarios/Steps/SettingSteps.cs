using Workflows.Cases.Packages;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Data;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>Which municipality and programme, its settings, numbers and calendars, and the people.</summary>
internal static class SettingSteps
{
    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Act("自治体{s}で手続{s}が公開されている", "自治体 \"鎌倉市\" で手続 \"account-transfer\" が公開されている", Publish),
        Act("自治体{s}について", "自治体 \"逗子市\" について", (c, a) => { c.Municipality = c.FindMunicipality(a[1]); return default; }),
        Act("設定{s}は(.+)である", "設定 \"tryLimit\" は \"3\" である", Setting),
        Act("番号{s}の次は{n}である", "番号 \"KF\" の次は 7 である", (c, a) => c.World.Numbers.Set(c.Tenant, c.Program.Id, Series(c.Program, a[1]), null, a.Number(2), c.Ct)),
        Act("暦{s}で{s}は(休日|開庁日|営業日)である", "暦 \"jp-bank\" で \"2026-10-12\" は休日である", (c, a) => c.World.SetDay(c.Tenant, a[1], Values.Day(a[2]), a[3] != "休日", c.Ct)),
        Act("利用者{s}は役割(.+)で、?所属は{s}である", "利用者 \"収納 太郎\" は役割 \"collectionStaff\" で、所属は \"収納課\" である", async (c, a) => { await User(c, a[1], Sentence.Quoted(a[2])).ConfigureAwait(false); await Office(c, a[3]).ConfigureAwait(false); }),
        Act("利用者{s}は役割(.+)である", "利用者 \"収納 太郎\" は役割 \"collectionStaff\" である", (c, a) => User(c, a[1], Sentence.Quoted(a[2]))),
        Act("所属は{s}である", "所属は \"収納課\" である", (c, a) => Office(c, a[1])),
    ];

    private static async ValueTask Publish(ScenarioContext context, StepArguments args)
    {
        context.Municipality = context.FindMunicipality(args[1]);
        context.Program = context.FindProgram(context.Municipality, args[2]);
        if (context.Municipality.Program(context.Program.Id) is null)
            throw new ScenarioException($"{context.Municipality.Name}は手続「{context.Program.Id}」を行っていません。");
        await context.World.Publish(context.Tenant, context.Program.Id, context.Ct).ConfigureAwait(false);
    }

    private static ValueTask Setting(ScenarioContext context, StepArguments args)
    {
        var spec = context.Program.SettingSpecs.Find(args[1]);
        var value = Values.Parse(args[2]);
        if (value.Kind == DatumKind.Text)
        {
            value = spec?.Type switch
            {
                "number" => Values.Parse(value.AsText()!),
                "boolean" => value.AsText() is "on" or "true" or "はい",
                "list" or "object" => Values.Parse(value.AsText()!),
                _ => value,
            };
        }
        else if (spec?.Type is "text" or "date")
        {
            value = Values.Text(args[2]);
        }
        return context.World.Set(context.Tenant, context.Program.Id, spec?.Key ?? args[1], value, context.Ct);
    }

    private static string Series(ProgramPackage program, string name) => program.Numbers.Find(name)?.Id ?? name;

    private static ValueTask User(ScenarioContext context, string person, IReadOnlyList<string> names)
    {
        if (names.Count == 0) throw new ScenarioException("役割の名前を \"…\" で書いてください。");
        var roles = new List<RoleSpec>();
        foreach (var name in names)
            roles.Add(context.Program.Roles.Named("役割", name));
        return context.Declare(new ScenarioPerson(context.Tenant, person, [.. roles.Select(r => $"{context.Program.Id}/{r.Id}")], roles.All(r => r.Kind == RoleSpec.Citizen), null));
    }

    private static ValueTask Office(ScenarioContext context, string name)
    {
        var person = context.LastPerson ?? throw new ScenarioException("誰の所属かが分かりません。「利用者 \"…\" は役割 \"…\" である」の次に書いてください。");
        var office = context.FindMunicipality(person.Tenant).Offices.FirstOrDefault(o => o.Id == name || o.Name == name);
        return context.Declare(person with { Office = office?.Id ?? name });
    }
}
