using Mediator;
using Workflows.Cases.Packages;
using Workflows.Cases.Queries;
using Workflows.Cases.Sentences;
using Workflows.Engine.Data;

namespace Workflows.Cases.Commands;

/// <summary>The flow in words, of a draft or of a version.</summary>
/// <param name="Audience">staff, citizen.</param>
public sealed record GetSentences(Caller Caller, string? Draft, string? Program, int? Version, string? Workflow, string? Audience) : IQuery<Result<PackageText>>;
public sealed record GetFlowTable(Caller Caller, string? Draft, string? Program, int? Version, string Workflow) : IQuery<Result<FlowTableView>>;

/// <summary>What an expression of the draft may name.</summary>
public sealed record GetNames(Caller Caller, string Draft) : IQuery<Result<NamesView>>;

/// <summary>What an expression gives.</summary>
/// <param name="Sample">Values by field.</param>
/// <param name="Case">Number of a real case of the programme whose fields are taken as this reader may see them, under <paramref name="Sample"/>; looking at it is logged.</param>
public sealed record TryFeel(Caller Caller, string Draft, string Expression, Datum Sample, string? Case = null) : IQuery<Result<FeelView>>;

/// <param name="Due">As a task's: businessDays or days, calendar.</param>
public sealed record TryDeadline(Caller Caller, string Draft, Datum Due, DateTimeOffset From) : IQuery<Result<WorkedDeadline>>;
public sealed record PreviewNotice(Caller Caller, string Draft, string Notice, Datum Fields, Datum Head, Datum Data) : IQuery<Result<NoticePreview>>;
public sealed record TryDecision(Caller Caller, string Draft, string Decision, Datum Inputs) : IQuery<Result<DecisionView>>;
public sealed record CheckDecision(Caller Caller, string Draft, string Decision) : IQuery<Result<IReadOnlyList<TableFindingView>>>;

/// <summary>The tables of a decision as an Excel workbook.</summary>
public sealed record ExportDecision(Caller Caller, string Draft, string Decision) : IQuery<Result<ExportedFile>>;

/// <summary>A decision's document with its tables as a workbook has them; nothing is changed.</summary>
public sealed record ReadDecisionSheet(Caller Caller, string Draft, string Decision, byte[] Content) : IQuery<Result<Datum>>;

/// <summary>A draft's form judged with values; look-ups find nothing.</summary>
/// <param name="Live">While typing: an empty required field is no error yet.</param>
public sealed record PreviewForm(Caller Caller, string Draft, string Form, Datum Values, bool Live) : IQuery<Result<FormSheet>>;

public sealed record NameView(string Name, string Label, string Type, string Source, IReadOnlyList<NameView> Members);
public sealed record FunctionView(string Name);
public sealed record NamesView(IReadOnlyList<NameView> Names, IReadOnlyList<FunctionView> Functions);
public sealed record UnknownName(string Name, string? Near);
/// <param name="Hidden">Fields of the real case that this reader may not see; they count as empty.</param>
public sealed record FeelView(bool Ok, string? Type, Datum Value, string Text, Label? Problem, IReadOnlyList<string> Names, IReadOnlyList<UnknownName> Unknown, int Hidden = 0);

/// <param name="Derivation">Day by day.</param>
public sealed record WorkedDeadline(DateOnly Date, IReadOnlyList<string> Derivation);
public sealed record NoticePreview(string Title, string Body, IReadOnlyList<string> Channels, string? Problem);
public sealed record DecisionView(Datum Outputs, IReadOnlyList<string> Rules, string? Problem);
public sealed record TableFindingView(string Kind, string Table, IReadOnlyList<string> Rules, Label Sentence, Datum Example);
