using System.Text.Json.Serialization;
using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Packages;
using Workflows.Cases.Sentences;
using Workflows.Connectors;
using Workflows.Connectors.Catalogue;
using Workflows.Decisions.Calendars;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Server.Hosting;

namespace Workflows.Server.Api;

/// <summary>Vocabulary, sentences and live help for the designer: docs/designer-api.md §4 and §5.</summary>
internal static class DesignerHelp
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/descriptors", () => Results.Ok(new VocabularyBody(
                [.. Composition.Catalog.All.Select(a => a.Descriptor).Select(Activity)], [.. Composition.Catalog.All.Select(a => a.Descriptor.Category).Distinct()],
                [.. Enum.GetNames<Cases.Forms.FieldType>().Select(Camel)], [.. BusinessCalendars.All.Select(c => new CalendarBody(c.Id, c.Label))], ["UNIQUE", "FIRST", "ANY", "PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"],
                [.. ConnectorCatalogue.Connectors.Select(Kind)])))
            .Produces<VocabularyBody>().WithName("designerDescriptors").WithSummary("部品の一覧 (activities and their inputs)");
        api.MapGet("/schemas", () => DesignerDrafts.Items<SchemaLink>([.. PackageSchemas.Names.Select(n => new SchemaLink(n, $"/schemas/{n}.json"))]))
            .Produces<ItemsBody<SchemaLink>>().WithName("designerSchemas").WithSummary("JSON Schema の一覧 (schemas)");
        api.MapGet("/drafts/{id}/sentences", async (HttpContext http, IMediator mediator, string id, string? workflow, string? audience, CancellationToken ct) => (await mediator.Send(new GetSentences(http.Designer(), id, null, null, workflow, audience), ct)).Json())
            .Produces<PackageText>().WithName("draftSentences").WithSummary("文章で読む (the flow in words)");
        api.MapGet("/programs/{program}/versions/{version:int}/sentences", async (HttpContext http, IMediator mediator, string program, int version, string? workflow, string? audience, CancellationToken ct) =>
                (await mediator.Send(new GetSentences(http.Designer(), null, program, version, workflow, audience), ct)).Json())
            .Produces<PackageText>().WithName("versionSentences").WithSummary("版を文章で読む (a version in words)");
        api.MapGet("/drafts/{id}/table", async (HttpContext http, IMediator mediator, string id, string workflow, CancellationToken ct) => (await mediator.Send(new GetFlowTable(http.Designer(), id, null, null, workflow), ct)).Json())
            .Produces<FlowTableView>().WithName("draftTable").WithSummary("表で見る (the flow as a table)");
        api.MapGet("/drafts/{id}/names", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) => (await mediator.Send(new GetNames(http.Designer(), id), ct)).Json())
            .Produces<NamesView>().WithName("draftNames").WithSummary("式で使える名前 (names for expressions)");
        api.MapPost("/drafts/{id}/feel", async (HttpContext http, IMediator mediator, string id, FeelBody body, CancellationToken ct) => (await mediator.Send(new TryFeel(http.Designer(), id, body.Expression ?? "", body.Sample ?? Datum.EmptyObject, body.Case), ct)).Json())
            .Produces<FeelView>().WithName("tryFeel").WithSummary("式を確かめる (try an expression)");
        api.MapPost("/drafts/{id}/deadline", async (HttpContext http, IMediator mediator, string id, DeadlineBody body, CancellationToken ct) => (await mediator.Send(new TryDeadline(http.Designer(), id, body.Due ?? Datum.EmptyObject, body.From), ct)).Json())
            .Produces<WorkedDeadline>().WithName("tryDeadline").WithSummary("期限の日を数える (work a deadline out)");
        api.MapPost("/drafts/{id}/notices/{notice}/preview", async (HttpContext http, IMediator mediator, string id, string notice, NoticeBody body, CancellationToken ct) =>
                (await mediator.Send(new PreviewNotice(http.Designer(), id, notice, body.Fields ?? Datum.EmptyObject, body.Head ?? Datum.EmptyObject, body.Data ?? Datum.EmptyObject), ct)).Json())
            .Produces<NoticePreview>().WithName("previewNotice").WithSummary("通知の文面を見る (a notice)");
        api.MapPost("/drafts/{id}/decisions/{decision}/evaluate", async (HttpContext http, IMediator mediator, string id, string decision, InputsBody body, CancellationToken ct) =>
                (await mediator.Send(new TryDecision(http.Designer(), id, decision, body.Inputs ?? Datum.EmptyObject), ct)).Json())
            .Produces<DecisionView>().WithName("tryDecision").WithSummary("決定表を試す (try a decision)");
        api.MapGet("/drafts/{id}/decisions/{decision}/check", async (HttpContext http, IMediator mediator, string id, string decision, CancellationToken ct) => (await mediator.Send(new CheckDecision(http.Designer(), id, decision), ct)).Or(f => Results.Ok(new FindingsBody(f))))
            .Produces<FindingsBody>().WithName("checkDecision").WithSummary("表の抜けと重なり (gaps and overlaps)");
    }

    private static ActivityBody Activity(ActivityDescriptor d) => new(
        d.Type, new(d.LabelJa, d.LabelEn), new(d.SentenceJa), d.Category, d.Icon,
        [.. d.Inputs.Select(Input)],
        [.. d.Outputs.Select(o => o.Name)], d.Outcomes, d.OutcomesFrom, d.ChildPorts, d.IsTrigger, d.IsTerminal, d.AllowsHandlers, d.OutcomeWords, d.KindBy,
        [.. d.Kinds.Select(k => new ActivityKindBody(k.Value, k.Outcomes, k.OutcomeWords, k.SentenceJa))]);

    private static InputBody Input(InputDescriptor i) => new(i.Name, i.TypeName, i.LabelJa, Camel(i.Picker.ToString()), i.Wrapped, i.Required, i.Default ?? Datum.Null, i.DescriptionJa,
        [.. i.Options.Select(o => new InputOptionBody(o.Value, o.LabelJa))], [.. i.Items.Select(Input)], [.. i.When.Select(w => new InputNeedBody(w.Input, w.Values))]);

    private static ConnectorKindBody Kind(IConnector c) => new(c.Kind, c.LabelJa,
        [.. c.Operations.Select(o => new ConnectorOperationBody(o.Name, o.LabelJa, o.Request, o.Response, [.. o.Faults.Select(f => new ConnectorFaultBody(f.Code, f.LabelJa))]))],
        [.. c.Events.Select(e => new ConnectorEventBody(e.Name, e.LabelJa))]);

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}

public sealed record VocabularyBody(IReadOnlyList<ActivityBody> Activities, IReadOnlyList<string> Categories, IReadOnlyList<string> FieldTypes, IReadOnlyList<CalendarBody> Calendars, IReadOnlyList<string> HitPolicies, IReadOnlyList<ConnectorKindBody> ConnectorKinds);
public sealed record CalendarBody(string Id, string Label);
public sealed record ConnectorKindBody(string Kind, string Label, IReadOnlyList<ConnectorOperationBody> Operations, IReadOnlyList<ConnectorEventBody> Events);
public sealed record ConnectorOperationBody(string Id, string Label, Datum Request, Datum Response, IReadOnlyList<ConnectorFaultBody> Faults);
public sealed record ConnectorFaultBody(string Code, string Label);
public sealed record ConnectorEventBody(string Id, string Label);
public sealed record ActivityBody(
    string Type, Label Label, Label Sentence, string Category, string Icon, IReadOnlyList<InputBody> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<string> Outcomes, string? OutcomesFrom, IReadOnlyList<string> ChildPorts,
    bool IsTrigger, bool IsTerminal, bool AllowsHandlers, IReadOnlyDictionary<string, string> OutcomeWords, string? KindBy, IReadOnlyList<ActivityKindBody> Kinds);
public sealed record ActivityKindBody(string Value, IReadOnlyList<string>? Outcomes, IReadOnlyDictionary<string, string> OutcomeWords, string? Sentence);
public sealed record InputBody(string Name, string Type, string Label, string Picker, bool Wrapped, bool Required, Datum Default, string? Description, IReadOnlyList<InputOptionBody> Options, IReadOnlyList<InputBody> Items, IReadOnlyList<InputNeedBody> When);
public sealed record InputNeedBody(string Input, IReadOnlyList<string> Values);
public sealed record InputOptionBody(string Value, string Label);
public sealed record SchemaLink(string Name, string Url);
public sealed record FeelBody(string? Expression, [property: JsonConverter(typeof(AnyDatumConverter))] Datum? Sample, string? Case);
public sealed record DeadlineBody([property: JsonConverter(typeof(AnyDatumConverter))] Datum? Due, DateTimeOffset From);
public sealed record NoticeBody(Datum? Fields, Datum? Head, Datum? Data);
public sealed record InputsBody(Datum? Inputs);
public sealed record FindingsBody(IReadOnlyList<TableFindingView> Findings);
