using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>Shows masked fields for a reason. Shown or refused, it is in the access log before the answer leaves.</summary>
public sealed class RevealHandler(CaseDesk desk, IAccessLog log) : IQueryHandler<RevealField, Result<Revealed>>
{
    public async ValueTask<Result<Revealed>> Handle(RevealField q, CancellationToken ct)
    {
        var open = await desk.Open(q.Caller, q.Case, ct);
        if (!open.Ok) return open.Problem!;
        var (row, package, _) = open.Value!;
        if (string.IsNullOrEmpty(q.Field)) return Problem.Invalid([new FieldError("field", "表示する項目を指定してください。")]);
        if (package is null || Rule(package, q.Field) is not { Reveal: { } actionId }) return Problem.NotFound("表示できる項目ではありません。", "This field cannot be revealed.");
        if (await Refusal(q.Caller, package, row, package.Actions.Find(actionId), q.Field, q.Reason, ct) is { } refused) return refused;
        // The case's own history tells of it too.
        var told = await desk.Tell(q.Caller, CaseDesk.To(q.Caller, row.Id, desk.SayAs(q.Caller, package, q.CommandId, StimulusKinds.Action, actionId, Datum.Object(("values", Datum.Object(("reason", q.Reason)))))), package, ct);
        if (!told.Ok) return told.Problem!;
        var state = await desk.Reader.ReadState(q.Caller.Tenant, row.Id, ct);
        var value = state is null ? null : Find(state.Fields, q.Field);
        return value is null ? Problem.NotFound("この項目には値がありません。", "The field has no value.") : new Revealed(q.Field, value);
    }

    /// <summary>Checks right and reason, and writes the log either way.</summary>
    internal async ValueTask<Problem?> Refusal(Caller caller, ProgramPackage package, CaseRow row, ActionSpec? action, string field, string? reason, CancellationToken ct)
    {
        var may = action is not null && action.By.Any(r => caller.Has(package.Id, r));
        if (may && string.IsNullOrWhiteSpace(reason)) return Problem.Invalid([new FieldError("reason", "理由を入力してください。")]);
        await log.Write(new AccessEntry(caller.Tenant, desk.Now, caller.UserId, AccessActions.Read, row.Id, field, reason, Denied: !may), ct);
        return may ? null : Problem.Forbidden(package.Text(ProductTexts.FieldForbidden));
    }

    /// <summary>The fields an action reveals.</summary>
    internal static IEnumerable<string> Fields(ProgramPackage package, string action) =>
        package.Privacy.Where(p => p.Value.Reveal == action).Select(p => p.Key)
            .Concat(CaseMapper.AllFields(package).Where(f => f.Privacy?.Reveal == action).Select(f => f.Key)).Distinct();

    /// <summary>A field's value, at the top or in the first table row that has it.</summary>
    internal static Datum? Find(Datum fields, string key)
    {
        if (fields.TryGet(key, out var value)) return value.IsNull ? null : value;
        return fields.Members.SelectMany(m => m.Value.Items).Select(row => row[key]).FirstOrDefault(v => !v.IsNull);
    }

    private static PrivacySpec? Rule(ProgramPackage package, string field) =>
        package.Privacy.GetValueOrDefault(field) ?? CaseMapper.AllFields(package).FirstOrDefault(f => f.Key == field)?.Privacy;
}
