using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.State;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>Judges a form without submitting it.</summary>
public sealed class CheckFormHandler(CaseDesk desk, TaskHandlers tasks, FormSheets sheets) : IQueryHandler<CheckForm, Result<FormSheet>>
{
    public async ValueTask<Result<FormSheet>> Handle(CheckForm q, CancellationToken ct)
    {
        ProgramPackage? package;
        (CaseRow, CaseState)? subject = null;
        IReadOnlyList<string>? openFields = null;
        var correction = false;
        if (q.Task is not null)
        {
            var open = await tasks.Open(q.Caller, q.Task, ct);
            if (!open.Ok) return open.Problem!;
            var (task, owner) = open.Value;
            package = owner.Package;
            subject = (owner.Row, await desk.Reader.ReadState(q.Caller.Tenant, owner.Row.Id, ct) ?? CaseState.Empty);
            openFields = TaskQueries.OpenFields(task.Row);
            correction = task.Role == TaskHandlers.ApplicantRole;
        }
        else if (q.Case is not null)
        {
            var open = await desk.Open(q.Caller, q.Case, ct);
            if (!open.Ok) return open.Problem!;
            package = open.Value!.Package;
            subject = (open.Value.Row, await desk.Reader.ReadState(q.Caller.Tenant, open.Value.Row.Id, ct) ?? CaseState.Empty);
        }
        else
        {
            var found = desk.Program(q.Caller, q.Program);
            if (!found.Ok) return found.Problem!;
            package = found.Value.Package;
        }
        if (package is null || package.Forms.Find(q.Form) is not { } form) return Problem.NotFound("この様式は見つかりません。", "There is no such form.");
        var start = subject is null ? FormHandlers.FindStart(package, form.Id) : null;
        // Rules look into registers: only those who may fill the form in may have it judged.
        if (subject is null && (start is null || !CaseDesk.HoldsAny(q.Caller, package, start.By)))
            return q.Caller.IsNobody ? Problem.NotSignedIn() : Problem.Forbidden(package.Text(ProductTexts.Forbidden));
        // A secret that may be tried so often only is judged where attempts are counted.
        var values = SealedValues.Each(form, q.Values, (field, value) => field.Tries is not null && !SealedValues.IsSealed(value) ? SealedValues.Somewhere : value);
        return await sheets.Judge(new SheetRequest(q.Caller, package, form, values, start) { Live = q.Live, Page = q.Page, Case = subject, Open = openFields, Correction = correction, Prefill = q.Case is not null && q.Task is null }, ct);
    }
}
