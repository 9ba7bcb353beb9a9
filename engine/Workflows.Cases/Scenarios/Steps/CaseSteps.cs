using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Data;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>Which case is spoken of, what is done with it, and how it stands.</summary>
internal static class CaseSteps
{
    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Act("案件{s}について", "案件 \"KN-2026-000002\" について", async (c, a) => c.CaseId = (await c.Case(a[1]).ConfigureAwait(false)).Id),
        Act("手続{s}の案件について", "手続 \"P6\" の案件について", NewestOf),
        Act("この案件を{s}と呼ぶ", "この案件を \"先の申込\" と呼ぶ", (c, a) => { c.Name(a[1], c.TheCase); return default; }),
        Act("{s}が操作{s}を(?:次の内容で)?行う", "\"山田 花子\" が操作 \"取下げ\" を次の内容で行う", TakeAction),
        Act("{s}が案件を検索する", "\"収納 太郎\" が案件を検索する", Search),
        Act("{s}が台帳{s}を検索する", "\"収納 太郎\" が台帳 \"R-MAND\" を検索する", SearchRegister),
        Expect("案件の状態は{s}(?:である|になる|のままである|になっている)", "案件の状態は \"照合中\" である", State),
        Expect("案件の状態は{s}(?:ではない|でない)", "案件の状態は \"登録済\" ではない", NotState),
        Expect("案件{s}の状態は{s}(?:である|になる|のままである|になっている)", "案件 \"先の申込\" の状態は \"無効\" である", async (c, a) => IsState(c, await c.Case(a[1]).ConfigureAwait(false), a[2])),
        Expect("(?:案件の)?状態は(?:{s}を経て)+{s}である", "状態は \"照合中\" を経て \"登録済\" である", StateBy),
        Expect("副状態{s}は{s}である", "副状態 \"access\" は \"発行済\" である", SubState),
        Expect("案件は結果{s}で終わっている", "案件は結果 \"取下げ\" で終わっている", Ended),
        Expect("案件は終わっていない", "案件は終わっていない", NotEnded),
        Expect("案件の項目は次のとおりである", "案件の項目は次のとおりである", Fields),
        Expect("案件の項目{s}は(.+?)である", "案件の項目 \"startTerm\" は \"R8-1\" である", Field),
        Expect("案件の表{s}は次のとおりである", "案件の表 \"lines\" は次のとおりである", Table),
        Expect("案件の表{s}の{s}の行は次のとおりである", "案件の表 \"lines\" の \"1234567890\" の行は次のとおりである", TableRow),
        Expect("案件の表{s}の{s}の行の(?:項目)?{s}は(.+)である", "案件の表 \"lines\" の \"1234567890\" の行の \"state\" は \"登録済\" である", TableCell),
        Expect("案件の表{s}に{n}件ある", "案件の表 \"lines\" に 2 件ある", TableCount),
        Expect("検索結果は{n}件である", "検索結果は 5 件である", (c, a) => Checks.Equal("検索結果の件数", a[1], (c.Found ?? throw new ScenarioException("まだ検索していません。")).ToString(System.Globalization.CultureInfo.InvariantCulture))),
        Expect("案件が{n}件ある", "案件が 2 件ある", async (c, a) => await Checks.Equal("案件の件数", a[1], (await c.Cases().ConfigureAwait(false)).Count.ToString(System.Globalization.CultureInfo.InvariantCulture)).ConfigureAwait(false)),
        Expect("手続{s}の案件が{n}件ある", "手続 \"P2\" の案件が 1 件ある", async (c, a) => await Checks.Equal($"手続「{a[1]}」の案件の件数", a[2], (await c.Cases(a[1]).ConfigureAwait(false)).Count.ToString(System.Globalization.CultureInfo.InvariantCulture)).ConfigureAwait(false)),
    ];

    private static async ValueTask NewestOf(ScenarioContext context, StepArguments args)
    {
        var cases = await context.Cases(args[1]).ConfigureAwait(false);
        context.CaseId = cases.Count > 0 ? cases[0].Id : throw new ScenarioException($"手続「{args[1]}」の案件はまだありません。");
    }

    private static async ValueTask TakeAction(ScenarioContext context, StepArguments args)
    {
        var action = context.Program.Actions.Named("操作", args[2], labelled: true);
        var form = action.Form is null ? null : context.Program.Forms.Find(action.Form);
        var values = form is null ? FieldKeys.RecordValues(null, args.Pairs) : FieldKeys.FormValues(form, args.Pairs, context.Program);
        var receipt = await context.Send(new TakeAction(await context.Caller(args[1]).ConfigureAwait(false), context.NextCommand(), context.TheCase, action.Id, values)).ConfigureAwait(false);
        if (receipt.Ok && action.Effect == "reveal") context.Revealed = (args[1], context.TheCase, values["reason"].AsText() ?? "");
    }

    private static async ValueTask Search(ScenarioContext context, StepArguments args)
    {
        string? Cell(string key) => args.Pairs.Where(p => p.Key == key).Select(p => Values.Text(p.Cell)).FirstOrDefault();
        var caller = await context.Caller(args[1]).ConfigureAwait(false);
        var text = Cell("検索語") ?? args.Pairs.Where(p => p.Key is not ("状態" or "status")).Select(p => Values.Text(p.Cell)).FirstOrDefault();
        var result = await context.Ask(new ListCases(caller, context.Program.Id, Cell("状態") ?? Cell("status"), text, null, new PageRequest(1_000))).ConfigureAwait(false);
        context.Found = result.Value?.Count ?? 0;
    }

    private static async ValueTask SearchRegister(ScenarioContext context, StepArguments args)
    {
        var register = context.Program.Registers.Named("台帳", args[2]);
        var where = args.HasTable ? FieldKeys.RecordValues(register, args.Pairs) : Datum.EmptyObject;
        var result = await context.Ask(new ListRegister(await context.Caller(args[1]).ConfigureAwait(false), context.Program.Id, register.Id, where, 1_000)).ConfigureAwait(false);
        context.Found = result.Value?.Records.Count ?? 0;
    }

    private static string Label(ScenarioContext context, string state) => context.Program.States.Find(state)?.Label.Ja ?? state;

    private static bool IsState(ScenarioContext context, string actual, string expected) =>
        actual == expected || Label(context, actual) == expected || (context.Program.States.Find(expected)?.Id ?? expected) == actual;

    private static ValueTask State(ScenarioContext context, StepArguments args) => State(context, args[1]);

    private static async ValueTask NotState(ScenarioContext context, StepArguments args)
    {
        var row = await context.Case().ConfigureAwait(false);
        if (IsState(context, row.Status, args[1])) throw Checks.Wrong($"案件{row.Number}の状態", $"{args[1]} ではない", row.Status);
    }

    private static async ValueTask StateBy(ScenarioContext context, StepArguments args)
    {
        var expected = args.Quoted;
        await State(context, expected[^1]).ConfigureAwait(false);
        var facts = await context.World.Reader.ReadProjection(context.Tenant, context.TheCase, Projections.Facts, context.Ct).ConfigureAwait(false);
        var states = facts.Where(f => f.Row["fact"].AsText() is "state" or "status").Select(f => f.Row["data"]["state"].AsText() ?? "").ToList();
        var at = 0;
        foreach (var state in states) if (at < expected.Count && IsState(context, state, expected[at])) at++;
        // The last one may have been set before the way there was written down.
        if (at < expected.Count - 1) throw Checks.Wrong("経た状態", string.Join(" → ", expected), string.Join(" → ", states));
    }

    /// <summary>A state beside the case's own: in a field of its own, or of the rows of a table that agree.</summary>
    private static async ValueTask SubState(ScenarioContext context, StepArguments args)
    {
        var row = await context.Case().ConfigureAwait(false);
        var value = Read(context, row, await context.Fields(row).ConfigureAwait(false), args[1]);
        if (value.Kind == DatumKind.Object) value = value["state"];
        if (value.IsNull) throw Checks.Wrong($"案件{row.Number}の副状態「{args[1]}」{context.Hint}", args[2], "そのような項目はない");
        if (value.AsText() is not { } actual || !IsState(context, actual, args[2])) throw Checks.Wrong($"案件{row.Number}の副状態「{args[1]}」{context.Hint}", args[2], Values.Show(value));
    }

    private static async ValueTask State(ScenarioContext context, string expected) => IsState(context, await context.Case().ConfigureAwait(false), expected);

    private static void IsState(ScenarioContext context, CaseRow row, string expected)
    {
        if (!IsState(context, row.Status, expected)) throw Checks.Wrong($"案件{row.Number}の状態{context.Hint}", expected, row.Status);
    }

    private static async ValueTask Ended(ScenarioContext context, StepArguments args)
    {
        var row = await context.Case().ConfigureAwait(false);
        var result = row.Head["result"].AsText();
        if (row.Head["closedAt"].IsNull) throw Checks.Wrong($"案件{row.Number}の結果{context.Hint}", args[1], $"終わっていない（状態 {row.Status}）");
        if (result != args[1] && !IsState(context, row.Status, args[1])) throw Checks.Wrong($"案件{row.Number}の結果", args[1], $"{result}（状態 {row.Status}）");
    }

    private static async ValueTask NotEnded(ScenarioContext context, StepArguments args)
    {
        var row = await context.Case().ConfigureAwait(false);
        if (!row.Head["closedAt"].IsNull) throw Checks.Wrong($"案件{row.Number}", "終わっていない", $"結果 {row.Head["result"].AsText()}");
    }

    private static async ValueTask Fields(ScenarioContext context, StepArguments args)
    {
        var row = await context.Case().ConfigureAwait(false);
        var fields = await context.Fields(row).ConfigureAwait(false);
        Checks.Members("案件の項目", args.Pairs, name => Read(context, row, fields, name), context.Program, context.Hint);
    }

    private static async ValueTask Field(ScenarioContext context, StepArguments args)
    {
        var row = await context.Case().ConfigureAwait(false);
        var fields = await context.Fields(row).ConfigureAwait(false);
        Checks.Members("案件の項目", [(args[1], args[2])], name => Read(context, row, fields, name), context.Program, context.Hint);
    }

    /// <summary>A field of the case by key, label or path; else what its head says under that name.</summary>
    private static Datum Read(ScenarioContext context, CaseRow row, Datum fields, string name)
    {
        var value = FieldKeys.Read(fields, name);
        if (value.IsNull && FieldKeys.Known(context.Program, name) is { } field) value = FieldKeys.Read(fields, field.Key);
        return value.IsNull ? FieldKeys.Read(row.Head, name) : value;
    }

    private static async ValueTask<(string Name, Datum Rows)> Rows(ScenarioContext context, string name)
    {
        var fields = await context.Fields(await context.Case().ConfigureAwait(false)).ConfigureAwait(false);
        var key = fields.Has(name) ? name : FieldKeys.Known(context.Program, name)?.Key ?? name;
        return (key, FieldKeys.Read(fields, key));
    }

    private static async ValueTask Table(ScenarioContext context, StepArguments args)
    {
        var (name, rows) = await Rows(context, args[1]).ConfigureAwait(false);
        var expected = args.Records;
        if (rows.Items.Length != expected.Count) throw Checks.Wrong($"表「{name}」の行数", $"{expected.Count}", $"{rows.Items.Length}: {Values.Show(rows)}");
        for (var i = 0; i < expected.Count; i++) CheckRow(context, $"表「{name}」の{i + 1}行目の", rows[i], expected[i], name);
    }

    private static async ValueTask TableRow(ScenarioContext context, StepArguments args)
    {
        var (name, rows) = await Rows(context, args[1]).ConfigureAwait(false);
        var row = rows.Items.FirstOrDefault(r => r.Members.Any(m => m.Value.AsText() == args[2]))
            ?? throw Checks.Wrong($"表「{name}」の行", args[2], $"ない: {Values.Show(rows)}");
        // Either 項目・値, or a heading with one row below: a heading names only columns.
        var heading = args.Step.Table is [var head, _] && head.All(c => row.Has(c) || FieldKeys.Known(context.Program, c) is not null);
        var pairs = heading ? args.Records[0] : args.Pairs;
        CheckRow(context, $"表「{name}」の「{args[2]}」の行の", row, pairs, name);
    }

    private static async ValueTask TableCell(ScenarioContext context, StepArguments args)
    {
        var (name, rows) = await Rows(context, args[1]).ConfigureAwait(false);
        var row = rows.Items.FirstOrDefault(r => r.Members.Any(m => m.Value.AsText() == args[2])) ?? throw Checks.Wrong($"表「{name}」の行", args[2], $"ない: {Values.Show(rows)}");
        CheckRow(context, $"表「{name}」の「{args[2]}」の行の", row, [(args[3], args[4])], name);
    }

    private static void CheckRow(ScenarioContext context, string what, Datum row, IReadOnlyList<(string Key, string Cell)> expected, string table)
    {
        var columns = FieldKeys.Known(context.Program, table)?.Columns ?? [];
        Checks.Members(what, expected, name =>
        {
            var value = FieldKeys.Read(row, name);
            return value.IsNull && (columns.FirstOrDefault(f => f.Label.Ja == name) ?? FieldKeys.Known(context.Program, name)) is { } field ? row[field.Key] : value;
        }, context.Program, context.Hint);
    }

    private static async ValueTask TableCount(ScenarioContext context, StepArguments args)
    {
        var (name, rows) = await Rows(context, args[1]).ConfigureAwait(false);
        await Checks.Equal($"表「{name}」の行数", args[2], rows.Items.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)).ConfigureAwait(false);
    }
}
