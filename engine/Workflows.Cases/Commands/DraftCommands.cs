using Mediator;
using Workflows.Cases.Drafts;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Commands;

/// <summary>Begins a draft: <c>blank</c>, a shared programme (<c>family</c>), one's own <c>version</c>, or a <c>copy</c> of another municipality's.</summary>
/// <param name="Program">The new programme's id; of <c>version</c> the programme itself.</param>
/// <param name="Source">The programme it is made from.</param>
/// <param name="Municipality">Code of the municipality copied from.</param>
public sealed record BeginPackageDraft(Caller Caller, string From, string? Program, Label? Title, string? Source, string? Municipality, int? Version) : ICommand<Result<PackageDraftBegun>>;

/// <summary>A draft from a package's zip.</summary>
public sealed record ImportDraft(Caller Caller, byte[] Zip, string? Program) : ICommand<Result<PackageDraftBegun>>;

/// <summary>Applies operations, all or none. The same client and id again is the same request.</summary>
/// <param name="Seen">Newest revision the window has seen.</param>
public sealed record EditDraft(Caller Caller, string Draft, string Client, string Id, long Seen, Datum Operations) : ICommand<Result<EditView>>;

public sealed record DeleteDraftPackage(Caller Caller, string Draft) : ICommand<Result<Nothing>>;

/// <summary>A window says it is there.</summary>
public sealed record TellPresence(Caller Caller, string Draft, string Client, string? Document, string? Path, bool Leaves = false) : ICommand<Result<IReadOnlyList<PresenceView>>>;

public sealed record CommentDraft(Caller Caller, string Draft, string Document, string Path, string? Element, string Text, string? ReplyTo) : ICommand<Result<CommentView>>;

/// <summary>Null leaves as it is.</summary>
public sealed record ChangeComment(Caller Caller, string Draft, string Comment, string? Text, bool? Resolved, bool Delete) : ICommand<Result<CommentView>>;

/// <summary>Takes a newer shared version over; the municipality's own part stays.</summary>
public sealed record UpgradeDraft(Caller Caller, string Draft, string Source, int? Version) : ICommand<Result<UpgradeView>>;

/// <summary>Takes an Elsa definition in as a workflow of the draft.</summary>
public sealed record PutElsa(Caller Caller, string Draft, string Workflow, Datum Definition) : ICommand<Result<EditView>>;

public sealed record ListPackageDrafts(Caller Caller, string? Program) : IQuery<Result<IReadOnlyList<PackageDraftSummary>>>;
public sealed record GetPackageDraft(Caller Caller, string Draft) : IQuery<Result<PackageDraftView>>;

/// <summary>What happened after a revision; waits for something, at most as long as said.</summary>
/// <param name="Talk">As in the feed before; null: any.</param>
public sealed record GetDraftFeed(Caller Caller, string Draft, long After, TimeSpan Wait, int? Talk = null, string? State = null) : IQuery<Result<DraftFeed>>;
public sealed record GetDraftProblems(Caller Caller, string Draft) : IQuery<Result<ProblemsView>>;
public sealed record ExportDraft(Caller Caller, string Draft) : IQuery<Result<ExportedFile>>;
public sealed record GetElsa(Caller Caller, string Draft, string Workflow) : IQuery<Result<ExportedFile>>;

public sealed record ExportedFile(string Name, string ContentType, byte[] Content);

public sealed record PersonName(string Id, string Name);

public record PackageDraftSummary(
    string Id, string Program, Label Title, string State, long Revision, int? BaseVersion, PersonName CreatedBy, DateTimeOffset CreatedAt, string ChangedBy, DateTimeOffset ChangedAt, IReadOnlyList<PresenceView> People);

/// <param name="LeftSettings">Local settings of the municipality copied from, kept apart.</param>
public sealed record PackageDraftBegun(PackageDraftSummary Draft, IReadOnlyList<LeftSetting> LeftSettings);

public sealed record LeftSetting(string Key, Label Label, Datum Value);

public sealed record PackageDraftView(
    string Id, string Program, Label Title, string State, long Revision, int? BaseVersion, PersonName CreatedBy, DateTimeOffset CreatedAt, string ChangedBy, DateTimeOffset ChangedAt, IReadOnlyList<PresenceView> People,
    Datum Documents, IReadOnlyList<CommentView> Comments, IReadOnlyList<NoLonger> NoLonger)
    : PackageDraftSummary(Id, Program, Title, State, Revision, BaseVersion, CreatedBy, CreatedAt, ChangedBy, ChangedAt, People);

public sealed record FocusView(string Document, string? Path);
public sealed record PresenceView(string Client, PersonName User, int Color, FocusView? Focus, DateTimeOffset Since);

public sealed record CommentView(
    string Id, string Document, string Path, string? Element, string Text, PersonName By, DateTimeOffset At, DateTimeOffset ChangedAt, bool Resolved, string? ResolvedBy, string? ReplyTo, bool Deleted);

public sealed record RequestView(long Revision, string Client, string Id, PersonName By, DateTimeOffset At, Datum Operations);

/// <param name="Talk">Counts what was said and who came and went, in this process.</param>
public sealed record DraftFeed(long Revision, string State, IReadOnlyList<RequestView> Operations, IReadOnlyList<PresenceView> People, IReadOnlyList<CommentView> Comments, int Talk);

public sealed record ConflictView(int Index, string Document, string Path, Datum Yours, Datum Theirs, Datum Before, PersonName By, DateTimeOffset At, long Revision);

/// <param name="Conflicts">Not empty: nothing was applied.</param>
public sealed record EditView(long Revision, Datum Inverse, IReadOnlyList<ConflictView> Conflicts, DraftFeed Feed);

/// <summary>A local setting the package no longer has.</summary>
public sealed record NoLonger(string Key, Datum Value, Label Sentence);

public sealed record UpgradeView(long Revision, IReadOnlyList<NoLonger> NoLonger, IReadOnlyList<FreshSetting> Fresh);
public sealed record FreshSetting(string Key, Label Label, Datum Default);

/// <param name="Path">Address of docs/designer-api.md §3.</param>
/// <param name="Fix">Operations that put it right.</param>
public sealed record ProblemView(string Code, string Severity, string Document, string Path, string Pointer, string? Element, Label Sentence, string? Advice, FixView? Fix);
public sealed record FixView(Label Label, Datum Operations);
public sealed record ProblemsView(long Revision, IReadOnlyList<ProblemView> Problems);
