using Workflows.Cases.Commands;
using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Cases.Queries;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>Forms: typing, submitting, and what the form or the refusal says.</summary>
internal static class FormSteps
{
    private const string Shown = "(?:示される|表示される|出る)";

    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Act("{s}が様式{s}を(?:次の内容で)?(代理で)?(?:次の内容で)?提出する", "\"山田 花子\" が様式 \"F-APP\" を次の内容で提出する", Submit),
        Act("{s}が{s}の代理で様式{s}を(?:次の内容で)?提出する", "\"窓口 一郎\" が \"山田 花子\" の代理で様式 \"F-APP\" を次の内容で提出する", SubmitFor),
        Act("{s}が様式{s}に次の内容を入力する", "\"山田 花子\" が様式 \"F-APP\" に次の内容を入力する", Type),
        Expect("様式の項目は次のとおりである", "様式の項目は次のとおりである", SheetValues),
        Expect("様式の項目{s}は変更できない", "様式の項目 \"noticeNo\" は変更できない", (c, a) => Locked(c, a[1], true)),
        Expect("様式の項目{s}は変更できる", "様式の項目 \"noticeNo\" は変更できる", (c, a) => Locked(c, a[1], false)),
        Expect("様式の項目{s}に{s}と" + Shown, "様式の項目 \"barcode\" に \"バーコードの値が正しくありません。\" と示される", SheetError),
        Expect("様式の項目{s}に誤りはない", "様式の項目 \"barcode\" に誤りはない", NoSheetError),
        Expect("様式の項目{s}に選択肢{s}が(ある|ない|あるが選べない)", "様式の項目 \"subjectCode\" に選択肢 \"41\" があるが選べない", Option),
        Expect("(?:提出|操作)は拒否され、項目{s}に{s}と" + Shown, "提出は拒否され、項目 \"noticeNo\" に \"通知書番号は数字10桁で入力してください。\" と示される", RefusedAt),
        Expect("(?:提出|操作)は{s}と拒否される", "操作は \"現在の状態ではこの操作はできません。\" と拒否される", RefusedWith),
        Expect("(?:提出|操作)は拒否される", "操作は拒否される", Refused),
        Expect("(?:提出|操作)は(?:受け付けられる|拒否されない)", "提出は受け付けられる", NotRefused),
        Expect("警告{s}が(?:出る|示される)", "警告 \"BANK_MAINTENANCE\" が出る", (c, a) => Warned(c, a[1], true)),
        Expect("警告{s}(?:が|は)(?:出ない|示されない)", "警告 \"BANK_MAINTENANCE\" が出ない", (c, a) => Warned(c, a[1], false)),
        Expect("表示{s}が" + Shown, "表示 \"この科目は全期前納を選択できません。\" が示される", Displayed),
        Expect("応答は{n}(?:で{s})?である", "応答は 409 で \"現在の状態ではこの操作はできません。\" である", Answered),
    ];

    internal static FormSpec Form(ScenarioContext context, string name) => context.Program.Forms.Named("様式", name, labelled: true);

    internal static StartSpec Start(ScenarioContext context, string name, FormSpec form) =>
        context.Program.Starts.FirstOrDefault(s => s.Kind == StartKind.Form && context.Program.Forms.Find(s.Form) == form)
        ?? throw new ScenarioException($"様式「{name}」で始まる手続はありません。");

    private static ValueTask Submit(ScenarioContext context, StepArguments args)
    {
        string? behalf = null;
        var pairs = args.Pairs;
        if (args.Has(3))
        {
            behalf = pairs.Where(p => p.Key is "applicant" or "申請者" or "申込者" or "本人").Select(p => Values.Text(p.Cell)).FirstOrDefault()
                ?? throw new ScenarioException("誰の代理かが分かりません。表に applicant（本人）を書いてください。");
            pairs = [.. pairs.Where(p => p.Key is not ("applicant" or "申請者" or "申込者" or "本人"))];
        }
        return Submit(context, args[1], args[2], behalf, pairs);
    }

    private static ValueTask SubmitFor(ScenarioContext context, StepArguments args) => Submit(context, args[1], args[3], args[2], args.Pairs);

    private static async ValueTask Submit(ScenarioContext context, string person, string name, string? behalf, IReadOnlyList<(string, string)> pairs)
    {
        var form = Form(context, name);
        var start = Start(context, name, form);
        var caller = await context.Caller(person).ConfigureAwait(false);
        if (behalf is not null) await context.Person(behalf).ConfigureAwait(false);
        var values = await OptionLabels.Resolve(context, form, FieldKeys.FormValues(form, pairs, context.Program)).ConfigureAwait(false);
        // A draft that has passed its time is no more; then only what is given now counts.
        var draft = await Draft(context, caller, person, form).ConfigureAwait(false);
        if (draft is not null) values = draft.Values.Merge(values);
        context.Drafts.Remove((person, form.Id));
        var result = await context.Send(new SubmitForm(caller, context.NextCommand(), context.Program.Id, start.Id, values, behalf, draft?.Id)).ConfigureAwait(false);
        if (result.Value is { } receipt) context.CaseId = receipt.CaseId;
    }

    private static async ValueTask Type(ScenarioContext context, StepArguments args)
    {
        var form = Form(context, args[2]);
        var values = await OptionLabels.Resolve(context, form, FieldKeys.FormValues(form, args.Pairs, context.Program)).ConfigureAwait(false);
        var caller = await context.Caller(args[1]).ConfigureAwait(false);
        var draft = await Draft(context, caller, args[1], form).ConfigureAwait(false);
        if (draft is not null) values = draft.Values.Merge(values);
        var start = context.Program.Starts.FirstOrDefault(s => s.Kind == StartKind.Form && context.Program.Forms.Find(s.Form) == form);
        var result = await context.Ask(new CheckForm(caller, context.Program.Id, form.Id, values, Live: true, Case: start is null ? context.CaseId : null)).ConfigureAwait(false);
        context.Sheet = result.Value ?? throw new ScenarioException($"様式「{form.Id}」に入力できません: {ScenarioContext.Words(result.Problem!)}");
        if (start is null) return;
        var saved = await context.Send(new SaveDraft(caller, context.NextCommand(), context.Program.Id, start.Id, draft?.Id, values)).ConfigureAwait(false);
        context.Drafts[(args[1], form.Id)] = saved.Value?.Id ?? throw new ScenarioException($"様式「{form.Id}」の下書きを保存できません: {ScenarioContext.Words(saved.Problem!)}");
    }

    private static async ValueTask<DraftView?> Draft(ScenarioContext context, Caller caller, string person, FormSpec form) =>
        context.Drafts.TryGetValue((person, form.Id), out var id) ? (await context.World.Sender.Send(new GetDraft(caller, id), context.Ct).ConfigureAwait(false)).Value : null;

    private static FormSheet Sheet(ScenarioContext context) => context.Sheet ?? throw new ScenarioException("まだ様式に入力していません。");

    /// <summary>A field of the sheet by key, label or path; inside a table the first row's.</summary>
    private static SheetField Field(ScenarioContext context, string name)
    {
        var sheet = Sheet(context);
        var fields = sheet.Pages.SelectMany(p => p.Fields).ToList();
        var all = fields.Concat(fields.SelectMany(f => (f.Rows ?? []).SelectMany(r => r))).ToList();
        return all.FirstOrDefault(f => f.Path == name) ?? all.FirstOrDefault(f => f.Key == name) ?? all.FirstOrDefault(f => f.Label.Ja == name)
            ?? throw new ScenarioException($"様式「{sheet.Form}」に項目「{name}」はありません。あるのは {string.Join("、", all.Select(f => f.Path))} です。");
    }

    private static ValueTask SheetValues(ScenarioContext context, StepArguments args)
    {
        Checks.Members("様式の項目", args.Pairs, name => Field(context, name).Value, context.Program);
        return default;
    }

    private static ValueTask Locked(ScenarioContext context, string name, bool expected)
    {
        var field = Field(context, name);
        return field.Locked == expected ? default : throw Checks.Wrong($"様式の項目「{name}」", expected ? "変更できない" : "変更できる", field.Locked ? "変更できない" : "変更できる");
    }

    private static ValueTask SheetError(ScenarioContext context, StepArguments args)
    {
        var errors = Field(context, args[1]).Errors;
        return errors.Contains(args[2]) ? default : throw Checks.Wrong($"様式の項目「{args[1]}」の誤り", args[2], Shows(Sheet(context).AllErrors()));
    }

    private static ValueTask NoSheetError(ScenarioContext context, StepArguments args)
    {
        var errors = Field(context, args[1]).Errors;
        return errors.Count == 0 ? default : throw Checks.Wrong($"様式の項目「{args[1]}」の誤り", "なし", string.Join(" / ", errors));
    }

    private static ValueTask Option(ScenarioContext context, StepArguments args)
    {
        var option = Field(context, args[1]).Options.FirstOrDefault(o => o.Value == args[2] || o.Label == args[2]);
        var actual = option is null ? "ない" : option.Disabled ? "あるが選べない" : "ある";
        return actual == args[3] ? default : throw Checks.Wrong($"様式の項目「{args[1]}」の選択肢「{args[2]}」", args[3], actual);
    }

    private static Problem Problem(ScenarioContext context) => context.Problem ?? throw Checks.Wrong("直前の操作", "拒否", "受け付けられた");

    private static ValueTask RefusedAt(ScenarioContext context, StepArguments args)
    {
        var problem = Problem(context);
        var key = FieldKeys.Known(context.Program, args[1])?.Key;
        bool Here(string path) => path == args[1] || path == key || path.EndsWith("." + (key ?? args[1]), StringComparison.Ordinal);
        if (problem.Errors.Any(e => Here(e.Field) && e.Message == args[2])) return default;
        throw Checks.Wrong("拒否の内容", $"{args[1]}: {args[2]}", problem.Errors.Count == 0 ? problem.Ja : Shows(problem.Errors));
    }

    private static ValueTask RefusedWith(ScenarioContext context, StepArguments args)
    {
        var problem = Problem(context);
        return problem.Ja == args[1] || problem.Errors.Any(e => e.Message == args[1]) ? default : throw Checks.Wrong("拒否の文", args[1], ScenarioContext.Words(problem));
    }

    private static ValueTask Refused(ScenarioContext context, StepArguments args)
    {
        Problem(context);
        return default;
    }

    private static ValueTask NotRefused(ScenarioContext context, StepArguments args) =>
        context.Problem is { } problem ? throw Checks.Wrong("直前の操作", "受け付けられる", $"拒否: {ScenarioContext.Words(problem)}") : default;

    private static async ValueTask Displayed(ScenarioContext context, StepArguments args)
    {
        var shown = (context.Problem is { } p ? p.Errors.Select(e => e.Message).Prepend(p.Ja) : []).Concat(context.Sheet?.AllErrors().Select(e => e.Message) ?? []).ToList();
        // Warnings of the request stand on the case, where its applicant reads them.
        if (context.CaseId is { } id)
            shown.AddRange((await context.World.Reader.ReadProjection(context.Tenant, id, Ports.Projections.Timeline, context.Ct).ConfigureAwait(false))
                .Where(l => l.Row["kind"].AsText() == "warning").Select(l => l.Row["textJa"].AsText() ?? ""));
        if (!shown.Contains(args[1])) throw Checks.Wrong("表示", args[1], shown.Count == 0 ? "なし" : string.Join(" / ", shown));
    }

    /// <summary>A warning by its code or its words: of the sheet just typed, or on the case.</summary>
    private static async ValueTask Warned(ScenarioContext context, string name, bool expected)
    {
        var all = (context.Sheet?.Warnings ?? []).SelectMany(w => new[] { w.Code, w.Message }).ToList();
        if (context.CaseId is { } id)
            foreach (var line in (await context.World.Reader.ReadProjection(context.Tenant, id, Ports.Projections.Timeline, context.Ct).ConfigureAwait(false)).Where(l => l.Row["kind"].AsText() == "warning"))
                all.AddRange(new[] { line.Row["textJa"].AsText(), line.Row["data"]["code"].AsText() }.OfType<string>());
        if (all.Contains(name) != expected) throw Checks.Wrong("警告", expected ? name : $"{name} がない", all.Count == 0 ? "なし" : string.Join(" / ", all));
    }

    private static ValueTask Answered(ScenarioContext context, StepArguments args)
    {
        var status = context.HttpStatus ?? throw new ScenarioException("まだ何も行っていません。");
        if (status != args.Number(1)) throw Checks.Wrong("応答", args[1], $"{status}{(context.Problem is { } p ? " " + ScenarioContext.Words(p) : "")}");
        return args.Has(2) ? RefusedText(context, args[2]) : default;
    }

    private static ValueTask RefusedText(ScenarioContext context, string text)
    {
        var problem = Problem(context);
        return problem.Ja == text || problem.Code == text || problem.Errors.Any(e => e.Message == text) || context.Answer is { } answer && answer.Status == problem.Status && answer.Text.Contains(text, StringComparison.Ordinal)
            ? default : throw Checks.Wrong("応答の文", text, ScenarioContext.Words(problem));
    }

    private static string Shows(IEnumerable<FieldError> errors) => string.Join(" / ", errors.Select(e => $"{e.Field}: {e.Message}")) is { Length: > 0 } text ? text : "なし";
}
