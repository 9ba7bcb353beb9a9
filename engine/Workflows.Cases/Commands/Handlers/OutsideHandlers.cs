using System.Security.Cryptography;
using System.Text;
using Mediator;
using Workflows.Cases.Activities.Desk;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Publishing;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>What comes from outside: events, files, and people coming back from a bank's page.</summary>
public sealed class OutsideHandlers(CaseDesk desk, IReturnVerifier returns, IRefsSource refs, IAccessLog log, IRegisterStore registers, Retirements retirements) :
    ICommandHandler<DeliverEvent, Result<Delivered>>, ICommandHandler<DeliverFile, Result<Delivered>>, ICommandHandler<DeliverReturn, Result<Returned>>
{
    public async ValueTask<Result<Delivered>> Handle(DeliverEvent c, CancellationToken ct)
    {
        var allowed = Allowed(c.Caller, c.Program, c.Connector);
        if (!allowed.Ok) return allowed.Problem!;
        var package = allowed.Value!;
        var targets = new List<string>();
        if (c.Case is not null)
        {
            if (await desk.Reader.FindCase(c.Caller.Tenant, c.Case, ct) is not { } row || row.Program != package.Id) return Problem.NoCase();
            targets.Add(row.Id);
        }
        else
        {
            targets.AddRange(await desk.Reader.FindWaiting(c.Caller.Tenant, package.Id, StimulusKinds.Event, c.Event, c.Key, ct));
        }

        var reached = new List<string>();
        var repeated = false;
        foreach (var target in targets)
        {
            var stimulus = desk.Say(c.Caller, $"{c.CommandId}:{target}", StimulusKinds.Event, c.Event, c.Data) with { Actor = c.Connector, Channel = "connector", Key = c.Key };
            var outcome = await desk.Execute(CaseDesk.To(c.Caller, target, stimulus), ct);
            if (outcome.Kind == CaseOutcomeKind.Unheard && c.Case is null) continue;
            if (CaseDesk.ProblemOf(outcome, package) is { } problem)
            {
                if (problem.Code == "IDEMPOTENCY_CONFLICT") await AskAbout(c, package, target, ct);
                return problem;
            }
            repeated |= outcome.Kind == CaseOutcomeKind.Repeated;
            reached.Add(target);
        }
        if (c.Case is null)
        {
            foreach (var start in package.Starts.Where(s => s.Kind == StartKind.Event && s.Connector == c.Connector && s.Event == c.Event))
            {
                if (await retirements.Stops(c.Caller.Tenant, package, start, ct)) continue;
                var came = c.Data.With("key", c.Key is null ? Datum.Null : c.Key);
                var settings = (await refs.Refs(c.Caller.Tenant, package.Id, ct))["settings"];
                if (!await StartFilter.Holds(package, start, c.Caller.Tenant, settings, came, desk.Now, registers, ct)) continue;
                var began = await Begin(c, package, start, came, ct);
                if (!began.Ok) return began.Problem!;
                repeated |= began.Value!.Repeated;
                reached.Add(began.Value.CaseId);
            }
        }
        return new Delivered(reached, repeated);
    }

    public async ValueTask<Result<Delivered>> Handle(DeliverFile c, CancellationToken ct)
    {
        var allowed = Allowed(c.Caller, c.Program, c.Connector);
        if (!allowed.Ok) return allowed.Problem!;
        var package = allowed.Value!;
        if (package.Starts.FirstOrDefault(s => s.Kind == StartKind.File && s.Connector == c.Connector) is not { } start)
            return Problem.NotFound("このコネクタからのファイルは受け付けていません。", "The programme takes no files from this connector.");
        if (await retirements.Refusal(c.Caller.Tenant, package, start, ct) is { } over) return over;
        if (c.Name is null || c.Text is null) return Problem.Invalid([new FieldError(c.Name is null ? "name" : "text", "ファイルの名前（name）と内容（text）を送ってください。")]);
        var input = Datum.Object(
            ("name", c.Name), ("sha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(c.Text)))), ("text", c.Text),
            ("date", c.Date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
        var began = await Begin(c, package, start, input, ct);
        return began.Ok ? new Delivered([began.Value!.CaseId], began.Value.Repeated) : began.Problem!;
    }

    public async ValueTask<Result<Returned>> Handle(DeliverReturn c, CancellationToken ct)
    {
        var verdict = returns.Verify(c.Caller.Tenant, c.Program, c.Connector, c.Application, c.State, desk.Now);
        if (verdict != ReturnVerdict.Good)
        {
            await log.Write(new AccessEntry(c.Caller.Tenant, desk.Now, c.Connector, AccessActions.ReturnRefused, Detail: $"{c.Program} {verdict}"), ct);
            return verdict == ReturnVerdict.Expired
                ? Problem.Bad("RETURN_EXPIRED", "金融機関からの戻りの有効期限（30分）が過ぎています。申込の状況はマイページで確認できます。", "The return has expired; see the application's state in My page.")
                : Problem.Bad("RETURN_INVALID", "金融機関からの戻りを確認できませんでした。", "The return could not be verified.");
        }
        if (await desk.Reader.FindCase(c.Caller.Tenant, c.Application, ct) is not { } row || row.Program != c.Program) return Problem.NoCase();
        // The signed state is the event's id: the same return told twice has no effect.
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{c.Application}|{c.State}")));
        var stimulus = new Stimulus(id, StimulusKinds.Event, desk.Now, c.Connector, Channel: "connector", Name: "return", Payload: Datum.Object(("code", c.Code)));
        var outcome = await desk.Execute(new CaseCommand($"return:{c.Connector}", c.Caller.Tenant, row.Id, stimulus), ct);
        if (outcome.Kind is CaseOutcomeKind.Busy) return CaseDesk.ProblemOf(outcome, null)!;
        var heard = outcome.Kind is CaseOutcomeKind.Applied;
        return new Returned(row.Id, row.Number ?? row.Id, outcome.Head["status"].AsText() ?? row.Status, heard);
    }

    /// <summary>The same event id came with other content: somebody must look at it, once a content.</summary>
    private async ValueTask AskAbout(DeliverEvent c, ProgramPackage package, string target, CancellationToken ct)
    {
        if (package.Events.Find(c.Event) is not { Role: { } role } spec) return;
        var content = c.Data.ToJson();
        var id = $"{c.CommandId}:conflict:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..16]}";
        var ask = desk.Say(c.Caller, id, StimulusKinds.Desk, DeskRules.Task, Datum.Object(
            ("title", $"「{(spec.Label.Ja.Length > 0 ? spec.Label.Ja : c.Event)}」が同じ番号で違う内容で届きました"), ("role", role), ("text", $"出来事の番号 {c.CommandId}。内容: {content}")));
        await desk.Execute(CaseDesk.To(c.Caller, target, ask), ct);
    }

    private Result<ProgramPackage> Allowed(Caller caller, string program, string connector)
    {
        if (caller.IsNobody) return Problem.NotSignedIn();
        var found = desk.Program(caller, program);
        if (!found.Ok) return found.Problem!;
        var package = found.Value.Package;
        if (package.Connectors.Find(connector) is null) return Problem.NotFound("このコネクタはありません。", "There is no such connector.");
        return caller.Roles.Contains(Caller.ConnectorRole(package.Id, connector), StringComparer.Ordinal) || caller.IsOperator
            ? package : Problem.Forbidden(package.Text(ProductTexts.Forbidden));
    }

    private async ValueTask<Result<Receipt>> Begin(IChange c, ProgramPackage package, StartSpec start, Datum payload, CancellationToken ct)
    {
        var stimulus = desk.Say(c.Caller, $"{c.CommandId}:{start.Id}", StimulusKinds.Start, start.Id, payload) with { Channel = "connector" };
        var settings = (await refs.Refs(c.Caller.Tenant, package.Id, ct))["settings"];
        var key = StartKeys.Of(package, start, settings, payload, desk.Now);
        var outcome = await desk.Execute(CaseDesk.To(c.Caller, null, stimulus, new StartTarget(package.Id, start.Id, start.Workflow, key)), ct);
        // The live case of that key hears of it instead.
        if (start.Signal is { } signal && outcome is { Refusal.Code: "ALREADY_OPEN", CaseId: { Length: > 0 } live })
            outcome = await desk.Execute(CaseDesk.To(c.Caller, live, stimulus with { Id = $"{stimulus.Id}:signal", Kind = StimulusKinds.Signal, Name = signal }), ct);
        return CaseDesk.ProblemOf(outcome, package) is { } problem ? problem : CaseDesk.ReceiptOf(outcome);
    }
}
