using Workflows.Cases.Commands;
using Workflows.Cases.Expressions;
using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Cases.Privacy;
using Workflows.Cases.Ports;
using Workflows.Cases.Publishing;
using Workflows.Engine.Data;
using Workflows.Engine.State;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>What is to be judged.</summary>
/// <param name="Start">The start the form belongs to; null for actions and tasks.</param>
public sealed record SheetRequest(Caller Caller, ProgramPackage Package, FormSpec Form, Datum Values, StartSpec? Start)
{
    /// <summary>While typing: an empty required field is no error yet.</summary>
    public bool Live { get; init; }
    /// <summary>Only this page is asked.</summary>
    public string? Page { get; init; }
    /// <summary>The case the form belongs to.</summary>
    public (CaseRow Row, CaseState State)? Case { get; init; }
    /// <summary>The only fields that may be changed; null: all.</summary>
    public IReadOnlyList<string>? Open { get; init; }
    /// <summary>A correction: the case's values are what is there already.</summary>
    public bool Correction { get; init; }
    /// <summary>Begins with the case's values where nothing was typed (an application made again).</summary>
    public bool Prefill { get; init; }
}

/// <summary>Forms as pages and API clients draw them: judged by the package's rules, look-ups answered from the committed registers.</summary>
public sealed class FormSheets(IRegisterStore registers, IRefsSource refs, FieldSight sight, TimeProvider clock)
{
    public async ValueTask<FormSheet> Judge(SheetRequest request, CancellationToken ct)
    {
        var (caller, package, form) = (request.Caller, request.Package, request.Form);
        var set = await refs.Refs(caller.Tenant, package.Id, ct);
        var known = request.Case is { } subject ? Readable(await sight.Of(caller, package, subject.Row, subject.State, ct), subject.State.Fields) : Datum.EmptyObject;
        var head = request.Case is { } of ? of.State.Head : Datum.Object(("applicant", caller.IsCitizen ? caller.UserId : null), ("program", package.Id), ("status", request.Start?.State), ("channel", caller.Channel));
        var names = new FeelNames(package.FieldTypes, clock.GetUtcNow(), set["settings"], set["calendars"]).With("head", head).With(known);
        var mode = request.Correction ? FormMode.Correction : request.Live ? FormMode.Draft : FormMode.Submit;
        // A correction begins with what is there.
        if (request.Correction && request.Live && request.Values.Members.Count == 0)
            request = request with { Values = OfForm(form, known, request.Open) };
        var asked = new FormRequest(package, form, request.Values, mode, names) { Existing = request.Correction || request.Prefill ? known : Datum.EmptyObject, Opened = request.Open };
        var verdict = await FormJudge.JudgeAsync(asked, q => Asked.Answer(registers, caller.Tenant, package.Id, q, ct));
        // Only a draft is told all the choices; a judged form is shown with them too, and what is not open by its words.
        var drawn = mode == FormMode.Draft ? verdict : await FormJudge.JudgeAsync(asked with { Mode = FormMode.Draft, Opened = null, Values = request.Correction ? OfForm(form, known, null).Merge(request.Values) : request.Values }, q => Asked.Answer(registers, caller.Tenant, package.Id, q, ct));
        var options = drawn.Fields.SelectMany(f => f.Rows.SelectMany(r => r).Concat(f.Template).Append(f)).Where(f => f.Options.Count > 0).ToLookup(f => f.Path, f => f.Options, StringComparer.Ordinal);
        var states = verdict.Fields.ToDictionary(f => f.Path, StringComparer.Ordinal);
        var errors = verdict.Errors.ToLookup(e => e.Field, e => e.Message, StringComparer.Ordinal);
        // A reading of one field (a barcode) has a button; what follows from several fields comes by itself.
        var derives = form.Derive.Where(d => d.From.Count == 1).SelectMany(d => d.From).ToHashSet(StringComparer.Ordinal);
        var pages = form.Pages.Select(p => new SheetPage(p.Id, p.Title, p.Help, true,
            [.. p.Fields.Where(f => states.ContainsKey(f.Key)).Select(f => Field(states[f.Key], request.Values, derives, FormSteering.Of(form, p), errors, options))])).ToList();
        return new FormSheet(form.Id, form.Title, form.Version, pages, verdict.Values, request.Live ? [] : [.. errors[""]]) { Warnings = verdict.Warnings };
    }

    private static Datum OfForm(FormSpec form, Datum known, IReadOnlyList<string>? open) =>
        Datum.Object(known.Members.Where(m => form.Field(m.Key) is not null && open?.Contains(m.Key) != false));

    /// <summary>The case's values this reader may see in full: a form never shows more than the case does.</summary>
    private static Datum Readable(CaseSight sight, Datum fields)
    {
        var types = CaseMapper.AllFields(sight.Package).ToDictionary(f => f.Key, f => f.Type, StringComparer.Ordinal);
        return Datum.Object(fields.Members.Where(m => sight.Of(m.Key).Sight == Sight.Full).Select(m => KeyValuePair.Create(m.Key, sight.Inside(types.GetValueOrDefault(m.Key, FieldType.Text), m.Value))));
    }

    private static SheetField Field(FieldState state, Datum typed, HashSet<string> derives, IReadOnlySet<string> steers, ILookup<string, string> errors, ILookup<string, IReadOnlyList<ResolvedOption>> options)
    {
        var spec = state.Spec;
        // A form's check may find fault at a field too.
        IReadOnlyList<string> found = state.Error is null ? [.. errors[state.Path]] : [.. errors[state.Path].Prepend(state.Error).Distinct(StringComparer.Ordinal)];
        // What was typed and found wrong is shown as typed.
        var value = state.Error is not null && !state.Locked && typed.Has(spec.Key) ? typed[spec.Key] : state.Value;
        return new SheetField(
            spec.Key, state.Path, spec.Label, CaseMapper.Camel(spec.Type), spec.Help, state.Required, state.Visible, state.Locked, state.Source?.Ja, value,
            [.. (options[state.Path].FirstOrDefault() ?? state.Options).Select(o => new SheetOption(o.Value, o.Label, o.Disabled))], found, derives.Contains(spec.Key) || spec.Fill is not null, spec.MaxLength, Min: spec.Type == FieldType.Scale ? spec.Points.Least : null, Max: spec.Type == FieldType.Scale ? spec.Points.Most : null,
            Rows: spec.Columns.Count == 0 ? null : [.. state.Rows.Select((row, i) => (IReadOnlyList<SheetField>)[.. row.Select(f => Field(f, typed[spec.Key][i], derives, steers, errors, options))])],
            Columns: spec.Columns.Count == 0 ? null : [.. state.Template.Select(f => Field(f, Datum.Null, derives, steers, errors, options))],
            MinRows: spec.MinRows ?? 0, MaxRows: spec.MaxRows ?? 100)
        {
            Transient = spec.Transient, Notes = spec.Notes, Languages = spec.Languages, Fills = spec.Fill is not null, Verify = spec.Verify, Steers = steers.Contains(spec.Key) && !state.Locked,
            Items = [.. spec.Items.Select(i => new SheetItem(i.Key, i.Label.Ja, [.. spec.OptionsOf(i).Select(o => new SheetOption(o.Value, o.Label.Ja))]))],
        };
    }
}
