using System.Globalization;
using Workflows.Cases.Registers;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>Registers: what stands in them before and after.</summary>
internal static class RegisterSteps
{
    private const int Everything = 100_000;

    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Act("台帳{s}に次の記録がある", "台帳 \"R-LIAB\" に次の記録がある", Given),
        Expect("台帳{s}の{s}は次のとおりである", "台帳 \"R-MAND\" の \"M-000001\" は次のとおりである", Record),
        Expect("台帳{s}に{n}件ある", "台帳 \"R-MAND\" に 1 件ある", Count),
        Expect("台帳{s}に次の内容の記録が{n}件ある", "台帳 \"R-MAND\" に次の内容の記録が 1 件ある", CountMatching),
        Expect("台帳{s}に次の内容の記録が(ある|ない)", "台帳 \"R-MAND\" に次の内容の記録がない", AnyMatching),
        Expect("台帳{s}に{s}がない", "台帳 \"R-MAND\" に \"M-000009\" がない", Missing),
    ];

    private static RegisterSpec Register(ScenarioContext context, string name) => context.Program.Registers.Named("台帳", name);

    private static async ValueTask Given(ScenarioContext context, StepArguments args)
    {
        var register = Register(context, args[1]);
        var rows = args.Records.Select(r => FieldKeys.RecordValues(register, r)).ToList();
        foreach (var row in rows)
        {
            // A row replaces a seeded row of the same key.
            var reply = await context.World.Registers.Change(context.Tenant, context.Program.Id, new ChangeRecord(register.Id, register.Key.Count == 0 ? "add" : "upsert", null, row), "scenario", context.World.Now, context.Ct).ConfigureAwait(false);
            if (reply.Outcome != Reply.Done) throw new ScenarioException($"台帳「{register.Id}」に {row.ToJson()} を置けません: {reply.Outcome} {reply.Value.ToJson()}");
        }
        if (register.Source is { } source && context.Program.Connectors.Find(source) is { } connector)
            context.World.Simulators.Seed(context.Tenant, connector.Id, register.Id, rows);
    }

    private static async ValueTask<IReadOnlyList<Datum>> Rows(ScenarioContext context, RegisterSpec register) =>
        await context.World.Registers.Find(context.Tenant, context.Program.Id, register.Id, Datum.EmptyObject, Everything, context.Ct).ConfigureAwait(false);

    private static bool IsNamed(RegisterSpec register, Datum record, string name)
    {
        var fields = record["fields"];
        if (record["id"].AsText() == name || register.Key.Any(k => fields[k].AsText() == name)) return true;
        return register.Key.Count > 1 && new[] { "-", "/", ",", "|", ":", " " }.Any(mark => string.Join(mark, register.Key.Select(k => fields[k].AsText())) == name);
    }

    private static Datum Read(RegisterSpec register, Datum fields, string name)
    {
        var value = FieldKeys.Read(fields, name);
        return value.IsNull && register.Fields.FirstOrDefault(f => f.Label.Ja == name) is { } field ? fields[field.Key] : value;
    }

    private static async ValueTask Record(ScenarioContext context, StepArguments args)
    {
        var register = Register(context, args[1]);
        var rows = await Rows(context, register).ConfigureAwait(false);
        var row = rows.FirstOrDefault(r => IsNamed(register, r, args[2])) ?? rows.FirstOrDefault(r => r["fields"].Members.Any(m => m.Value.AsText() == args[2]))
            ?? throw Checks.Wrong($"台帳「{register.Id}」の記録{context.Hint}", args[2], $"ない（{rows.Count} 件: {string.Join(" ", rows.Take(20).Select(r => r["fields"].ToJson()))}）");
        Checks.Members($"台帳「{register.Id}」の「{args[2]}」の", args.Pairs, name => Read(register, row["fields"], name), context.Program, context.Hint);
    }

    private static async ValueTask Count(ScenarioContext context, StepArguments args)
    {
        var rows = await Rows(context, Register(context, args[1])).ConfigureAwait(false);
        if (rows.Count != args.Number(2)) throw Checks.Wrong($"台帳「{args[1]}」の件数{context.Hint}", args[2], rows.Count.ToString(CultureInfo.InvariantCulture));
    }

    private static async ValueTask<(int Count, string Shown)> Matching(ScenarioContext context, StepArguments args)
    {
        var register = Register(context, args[1]);
        var rows = await Rows(context, register).ConfigureAwait(false);
        var found = rows.Count(r => args.Pairs.All(p => Values.Same(Read(register, r["fields"], p.Key), p.Cell)));
        return (found, $"（全 {rows.Count} 件: {string.Join(" ", rows.Take(20).Select(r => r["fields"].ToJson()))}）");
    }

    private static async ValueTask CountMatching(ScenarioContext context, StepArguments args)
    {
        var (count, shown) = await Matching(context, args).ConfigureAwait(false);
        if (count != args.Number(2)) throw Checks.Wrong($"台帳「{args[1]}」の当てはまる記録{context.Hint}", $"{args[2]} 件", $"{count} 件{shown}");
    }

    private static async ValueTask AnyMatching(ScenarioContext context, StepArguments args)
    {
        var (count, shown) = await Matching(context, args).ConfigureAwait(false);
        if (count > 0 != (args[2] == "ある")) throw Checks.Wrong($"台帳「{args[1]}」の当てはまる記録{context.Hint}", args[2], $"{count} 件{shown}");
    }

    private static async ValueTask Missing(ScenarioContext context, StepArguments args)
    {
        var register = Register(context, args[1]);
        if ((await Rows(context, register).ConfigureAwait(false)).Any(r => IsNamed(register, r, args[2]))) throw Checks.Wrong($"台帳「{register.Id}」の「{args[2]}」", "ない", "ある");
    }
}
