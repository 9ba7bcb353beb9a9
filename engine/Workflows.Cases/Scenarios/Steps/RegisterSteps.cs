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
        Act("台帳{s}に次の記録がある", "台帳 \"R-LIAB\" に次の記録がある", (c, a) => Given(c, a, null)),
        Act("台帳{s}に{s}(?:から|以降)有効な次の記録がある", "台帳 \"R-FEE\" に \"2026-04-01\" から有効な次の記録がある", (c, a) => Given(c, a, a[2])),
        Act("種別{s}の費用は{n}円?である", "種別 \"半面\" の費用は 1550 である", Price),
        Expect("台帳{s}の{s}は次のとおりである", "台帳 \"R-MAND\" の \"M-000001\" は次のとおりである", Record),
        Expect("台帳{s}に{n}件ある", "台帳 \"R-MAND\" に 1 件ある", Count),
        Expect("台帳{s}の{s}に{n}件ある", "台帳 \"R-TRY\" の \"山田 花子\" に 3 件ある", CountNamed),
        Expect("台帳{s}(?:に|の)記録(?:がない|はない)", "台帳 \"R-MAND\" に記録がない", async (c, a) => await Checks.Equal($"台帳「{a[1]}」の件数{c.Hint}", "0", (await Rows(c, Register(c, a[1])).ConfigureAwait(false)).Count.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false)),
        Expect("台帳{s}に次の内容の記録が{n}件ある", "台帳 \"R-MAND\" に次の内容の記録が 1 件ある", CountMatching),
        Expect("台帳{s}に次の内容の記録が(ある|ない)", "台帳 \"R-MAND\" に次の内容の記録がない", AnyMatching),
        Expect("台帳{s}に{s}がない", "台帳 \"R-MAND\" に \"M-000009\" がない", Missing),
    ];

    private static RegisterSpec Register(ScenarioContext context, string name) => context.Program.Registers.Named("台帳", name);

    private static async ValueTask Given(ScenarioContext context, StepArguments args, string? from)
    {
        var register = Register(context, args[1]);
        var rows = args.Records.Select(r => FieldKeys.RecordValues(register, r)).ToList();
        if (from is not null)
        {
            var period = register.Period ?? throw new ScenarioException($"台帳「{register.Id}」には有効期間（period）がありません。日付は記録の項目に書いてください。");
            rows = [.. rows.Select(r => r.With(period.From, Values.Day(from).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))];
        }
        foreach (var row in rows)
        {
            // A row replaces a seeded row of the same key.
            var reply = await context.World.Registers.Change(context.Tenant, context.Program.Id, new ChangeRecord(register.Id, register.Key.Count == 0 ? "add" : "upsert", null, row), "scenario", context.World.Now, context.Ct).ConfigureAwait(false);
            if (reply.Outcome != Reply.Done) throw new ScenarioException($"台帳「{register.Id}」に {row.ToJson()} を置けません: {reply.Outcome} {reply.Value.ToJson()}");
        }
        if (register.Source is { } source && context.Program.Connectors.Find(source) is { } connector)
            context.World.Simulators.Seed(context.Tenant, connector.Id, register.Id, rows);
    }

    /// <summary>A price that counts in this scenario: the amount of the one record of that name in the programme's registers.</summary>
    private static async ValueTask Price(ScenarioContext context, StepArguments args)
    {
        var found = new List<(RegisterSpec Register, Datum Record, string Field)>();
        foreach (var register in context.Program.Registers)
            if (register.Fields.Where(f => f.Type == "money").ToList() is [var price])
                found.AddRange((await Rows(context, register).ConfigureAwait(false)).Where(r => IsNamed(register, r, args[1]) || r["fields"].Members.Any(m => m.Value.AsText() == args[1])).Select(r => (register, r, price.Key)));
        if (found is not [var (owner, record, field)])
            throw new ScenarioException($"種別「{args[1]}」の費用は {found.Count} か所にあります。「台帳 \"…\" に次の記録がある」で、その記録を書いてください。{string.Concat(found.Select(f => $"\n  {f.Register.Id} {f.Record["fields"].ToJson()}"))}");
        var reply = await context.World.Registers.Change(context.Tenant, context.Program.Id, new ChangeRecord(owner.Id, "change", record["id"].AsText(), Datum.Object((field, Datum.Number(args[2])))), "scenario", context.World.Now, context.Ct).ConfigureAwait(false);
        if (reply.Outcome != Reply.Done) throw new ScenarioException($"種別「{args[1]}」の費用を変えられません: {reply.Outcome} {reply.Value.ToJson()}");
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

    private static async ValueTask CountNamed(ScenarioContext context, StepArguments args)
    {
        var register = Register(context, args[1]);
        var rows = await Rows(context, register).ConfigureAwait(false);
        var found = rows.Count(r => IsNamed(register, r, args[2]) || r["fields"].Members.Any(m => m.Value.AsText() == args[2]));
        if (found != args.Number(3)) throw Checks.Wrong($"台帳「{register.Id}」の「{args[2]}」の件数{context.Hint}", args[3], $"{found}（全 {rows.Count} 件: {string.Join(" ", rows.Take(20).Select(r => r["fields"].ToJson()))}）");
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
