using System.Globalization;
using System.Text;
using Workflows.Cases.Commands;
using Workflows.Cases.Queries;
using Workflows.Cases.Registers;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>What people do with registers, by the commands pages and API send; and how records stood at another time.</summary>
internal static class RegisterActSteps
{
    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Act("{s}が台帳{s}に次の内容の記録を加える", "\"収納 太郎\" が台帳 \"R-BANK\" に次の内容の記録を加える", (c, a) => Change(c, a, "add", null)),
        Act("{s}が台帳{s}の{s}を次の内容(?:に|で)変更する", "\"収納 太郎\" が台帳 \"R-BANK\" の \"0001\" を次の内容に変更する", (c, a) => Change(c, a, "change", a[3])),
        Act("{s}が台帳{s}の{s}を終える", "\"収納 太郎\" が台帳 \"R-BANK\" の \"0001\" を終える", (c, a) => Change(c, a, "end", a[3])),
        Act("(?:{s}が)?台帳{s}の{s}を{s}(?:から)?施行で(?:次の内容で)?公開する", "台帳 \"R-FEE\" の \"半面\" を \"2026-04-01\" 施行で公開する", PublishFrom),
        Act("{s}が台帳{s}に次の(?:CSV|内容のファイル)を(試しに)?取り込む", "\"収納 太郎\" が台帳 \"R-BANK\" に次のCSVを試しに取り込む", Import),
        Expect("取込は{n}件追加、{n}件変更である", "取込は 2 件追加、1 件変更である", Imported),
        Expect("取込は(?:拒否され、)?{n}行目の{s}に{s}と示される", "取込は拒否され、3 行目の \"bankCode\" に \"…\" と示される", Refused),
        Expect("取込は拒否される", "取込は拒否される", RefusedAtAll),
        Expect("{s}に台帳{s}(?:は|が)(見える|見えない)", "\"科目 桜\" に台帳 \"R-TRY\" は見えない", MayRead),
        Expect("台帳{s}で{s}に有効な記録は{n}件である", "台帳 \"R-FEE\" で \"2026-06-01\" に有効な記録は 2 件である", Valid),
        Expect("{s}の時点で台帳{s}の{s}は次のとおりである", "\"2026-06-01 09:00\" の時点で台帳 \"R-MAND\" の \"M-000001\" は次のとおりである", Known),
    ];

    private static RegisterSpec Register(ScenarioContext context, string name) => context.Program.Registers.Named("台帳", name);

    private static async ValueTask Change(ScenarioContext context, StepArguments args, string operation, string? record)
    {
        var register = Register(context, args[2]);
        var pairs = args.HasTable ? args.Pairs : [];
        var reason = pairs.FirstOrDefault(p => p.Key is "理由" or "reason").Cell is { } cell ? Values.Text(cell) : "シナリオ";
        var values = FieldKeys.RecordValues(register, [.. pairs.Where(p => p.Key is not ("理由" or "reason")).Select(p => (p.Key, p.Cell))]);
        await context.Send(new ChangeRegisterRecord(await context.Caller(args[1]).ConfigureAwait(false), context.NextCommand(), context.Program.Id, register.Id, operation, record is null ? null : await IdOf(context, register, record).ConfigureAwait(false), values, null, reason)).ConfigureAwait(false);
        await context.World.Pump.DrainAsync(cancellationToken: context.Ct).ConfigureAwait(false);
    }

    /// <summary>The record as it is, with what the table says, from a day on; the one before it ends by the register's own rule, else the day before.</summary>
    private static async ValueTask PublishFrom(ScenarioContext context, StepArguments args)
    {
        var register = Register(context, args[2]);
        var period = register.Period ?? throw new ScenarioException($"台帳「{register.Id}」には有効期間（period）がないので、施行日を決めて公開できません。");
        var from = Values.Day(args[4]);
        var rows = await context.World.Registers.Find(context.Tenant, context.Program.Id, register.Id, Datum.EmptyObject, 100_000, context.Ct).ConfigureAwait(false);
        string Text(Datum day) => day.AsText() ?? "";
        var before = rows.Where(r => r["id"].AsText() == args[3] || r["fields"].Members.Any(m => m.Value.AsText() == args[3])).MaxBy(r => Text(r["fields"][period.From]), StringComparer.Ordinal)
            ?? throw Checks.Wrong($"台帳「{register.Id}」の記録", args[3], "ない");
        var day = from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var values = before["fields"].Merge(args.HasTable ? FieldKeys.RecordValues(register, args.Pairs) : Datum.EmptyObject).With(period.From, day).With(period.To, Datum.Null);
        var cuts = register.Constraints.Any(c => c.Overlap is { Cut: true } overlap && overlap.Period == period);
        Caller? caller = args.Has(1) ? await context.Caller(args[1]).ConfigureAwait(false) : null;
        async ValueTask Write(string operation, string? id, Datum row)
        {
            if (caller is not null) { await context.Send(new ChangeRegisterRecord(caller, context.NextCommand(), context.Program.Id, register.Id, operation, id, row, null, $"{day} 施行")).ConfigureAwait(false); return; }
            var reply = await context.World.Registers.Change(context.Tenant, context.Program.Id, new ChangeRecord(register.Id, operation, id, row), "scenario", context.World.Now, context.Ct).ConfigureAwait(false);
            if (reply.Outcome != Reply.Done) throw new ScenarioException($"台帳「{register.Id}」の「{args[3]}」を {day} 施行で公開できません: {reply.Outcome} {reply.Value.ToJson()}");
        }
        if (!cuts) await Write("change", before["id"].AsText(), Datum.Object((period.To, from.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))).ConfigureAwait(false);
        if (context.Problem is null) await Write("add", null, values).ConfigureAwait(false);
        await context.World.Pump.DrainAsync(cancellationToken: context.Ct).ConfigureAwait(false);
    }

    /// <summary>A record by its id, or by its key.</summary>
    private static async ValueTask<string> IdOf(ScenarioContext context, RegisterSpec register, string name)
    {
        if (register.Key.Count != 1) return name;
        var found = await context.World.Registers.Find(context.Tenant, context.Program.Id, register.Id, Datum.Object((register.Key[0], name)), 1, context.Ct).ConfigureAwait(false);
        return found.Count > 0 ? found[0]["id"].AsText()! : name;
    }

    private static async ValueTask Import(ScenarioContext context, StepArguments args)
    {
        var register = Register(context, args[2]);
        var result = await context.Send(new ImportRegister(await context.Caller(args[1]).ConfigureAwait(false), context.NextCommand(), context.Program.Id, register.Id,
            Convert.ToBase64String(Encoding.UTF8.GetBytes(args.DocString)), DryRun: args.Has(3), "シナリオ")).ConfigureAwait(false);
        context.LastImport = result.Value;
        await context.World.Pump.DrainAsync(cancellationToken: context.Ct).ConfigureAwait(false);
    }

    private static RegisterImport Last(ScenarioContext context) => context.LastImport
        ?? throw new ScenarioException(context.Problem is { } problem ? $"取込は拒否されました: {problem.Ja}" : "取込がまだ行われていません。");

    private static ValueTask Imported(ScenarioContext context, StepArguments args)
    {
        var import = Last(context);
        return import.Errors.Count == 0 && (import.Added, import.Changed) == (args.Number(1), args.Number(2)) ? default
            : throw Checks.Wrong("取込", $"{args[1]} 件追加、{args[2]} 件変更", $"{import.Added} 件追加、{import.Changed} 件変更 {Errors(import)}");
    }

    private static ValueTask Refused(ScenarioContext context, StepArguments args)
    {
        var import = Last(context);
        var register = context.Program.Registers.SelectMany(r => r.Fields).FirstOrDefault(f => f.Label.Ja == args[2])?.Key;
        return import.Errors.Any(e => e.Row == args.Number(1) && (e.Column == args[2] || e.Column == register) && e.Message == args[3]) ? default : throw Checks.Wrong("取込の誤り", $"{args[1]} 行目 {args[2]} {args[3]}", Errors(import));
    }

    private static ValueTask RefusedAtAll(ScenarioContext context, StepArguments args) =>
        context.Problem is not null || context.LastImport is { Errors.Count: > 0 } ? default : throw Checks.Wrong("取込", "拒否", "受け付けられた");

    private static string Errors(RegisterImport import) => import.Errors.Count == 0 ? "誤りなし" : string.Join(" ", import.Errors.Take(10).Select(e => $"[{e.Row.ToString(CultureInfo.InvariantCulture)} 行目 {e.Column} {e.Message}]"));

    private static async ValueTask MayRead(ScenarioContext context, StepArguments args)
    {
        var register = Register(context, args[2]);
        var result = await context.World.Sender.Send(new ListRegister(await context.Caller(args[1]).ConfigureAwait(false), context.Program.Id, register.Id, Datum.EmptyObject), context.Ct).ConfigureAwait(false);
        if (result.Ok != (args[3] == "見える")) throw Checks.Wrong($"「{args[1]}」に台帳「{args[2]}」が", args[3], result.Ok ? "見える" : $"見えない（{result.Problem!.Ja}）");
    }

    private static async ValueTask Valid(ScenarioContext context, StepArguments args)
    {
        var register = Register(context, args[1]);
        if (register.Period is null) throw new ScenarioException($"台帳「{register.Id}」には有効期間（period）がありません。");
        var found = await context.World.Registers.Find(context.Tenant, context.Program.Id, register.Id, Datum.Object((RegisterKeys.ValidOn, args[2])), 100_000, context.Ct).ConfigureAwait(false);
        if (found.Count != args.Number(3)) throw Checks.Wrong($"台帳「{register.Id}」で {args[2]} に有効な記録の件数", args[3], found.Count.ToString(CultureInfo.InvariantCulture));
    }

    private static async ValueTask Known(ScenarioContext context, StepArguments args)
    {
        var register = Register(context, args[2]);
        var where = Datum.Object((RegisterKeys.KnownAt, Datum.Of(Values.Moment(args[1], TimeOnly.MinValue))), (register.Key.Count == 1 ? register.Key[0] : "id", args[3]));
        var found = await context.World.Registers.Find(context.Tenant, context.Program.Id, register.Id, where, 1, context.Ct).ConfigureAwait(false);
        if (found.Count == 0) throw Checks.Wrong($"{args[1]} の時点の台帳「{register.Id}」の記録", args[3], "ない");
        Checks.Members($"{args[1]} の時点の台帳「{register.Id}」の「{args[3]}」の", args.Pairs, name => FieldKeys.Read(found[0]["fields"], name), context.Program, context.Hint);
    }
}
