using Mediator;
using Workflows.Cases.Drafts.Documents;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Commands;

/// <summary>Freezes a draft's revision as the programme's next version and asks for a second person's approval.</summary>
public sealed record SubmitDraft(Caller Caller, string Draft, long Revision, DateOnly EffectiveOn, string? Note) : ICommand<Result<VersionView>>;

/// <summary>Approves a version: not by who submitted it, nor by who made a change in it.</summary>
public sealed record ApproveVersion(Caller Caller, string Program, int Version, string? Note) : ICommand<Result<VersionView>>;

/// <summary>Sends a version in review back to its draft.</summary>
public sealed record ReturnVersion(Caller Caller, string Program, int Version, string? Note) : ICommand<Result<VersionView>>;

/// <summary>Nothing new starts on it, but on the version before it; running cases go on. The last version is not retired but the programme (<see cref="RetireProgram"/>).</summary>
public sealed record RetireVersion(Caller Caller, string Program, int Version, string? Note) : ICommand<Result<VersionView>>;

/// <summary>Asks that the municipality takes no new applications to a programme from a day on, whoever made the programme. Somebody else approves it.</summary>
public sealed record RetireProgram(Caller Caller, string Program, DateOnly From, string? Note) : ICommand<Result<ProgramDetail>>;

/// <summary>Asks that applications are taken again. Somebody else approves it.</summary>
public sealed record LiftRetirement(Caller Caller, string Program, string? Note) : ICommand<Result<ProgramDetail>>;

/// <summary>Approves what was asked for last: not by who asked.</summary>
public sealed record ApproveRetirement(Caller Caller, string Program, string? Note) : ICommand<Result<ProgramDetail>>;

/// <summary>Takes back or turns down what was asked for last.</summary>
public sealed record ReturnRetirement(Caller Caller, string Program, string? Note) : ICommand<Result<ProgramDetail>>;

public sealed record ListPrograms(Caller Caller) : IQuery<Result<IReadOnlyList<ProgramView>>>;
public sealed record GetProgram(Caller Caller, string Program) : IQuery<Result<ProgramDetail>>;
public sealed record GetVersion(Caller Caller, string Program, int Version) : IQuery<Result<VersionDetail>>;

/// <param name="To">A version's number, or <c>draft:ID</c>.</param>
public sealed record CompareVersions(Caller Caller, string Program, string From, string To) : IQuery<Result<ComparisonView>>;

/// <summary>Shared programmes to begin from.</summary>
public sealed record ListFamilies(Caller Caller) : IQuery<Result<IReadOnlyList<FamilyView>>>;

/// <summary>What other municipalities have in force and may be copied.</summary>
public sealed record ListShared(Caller Caller) : IQuery<Result<IReadOnlyList<SharedView>>>;

/// <param name="State">review, approved (its day has not come), published, retired, returned.</param>
/// <param name="Current">New cases begin on it.</param>
/// <param name="Source">folder: the shared package; draft: made here.</param>
public sealed record VersionView(
    int Version, string State, DateOnly? EffectiveOn, bool Current, PersonName? SubmittedBy, DateTimeOffset? SubmittedAt, PersonName? ApprovedBy, DateTimeOffset? ApprovedAt, DateTimeOffset? RetiredAt,
    string Digest, string Note, int RunningCases, string Source);

public sealed record VersionDetail(VersionView Version, DraftContent Content)
{
    public Datum Documents => Content.ToDatum();
}

/// <param name="State">notBuilt, draft, published, retired.</param>
public sealed record ProgramView(string Id, string Family, Label Title, Label Summary, string State, VersionView? Current, VersionView? Upcoming, int RunningCases, IReadOnlyList<int> Seed);

public sealed record ProgramDetail(ProgramView Program, IReadOnlyList<VersionView> Versions, IReadOnlyList<PackageDraftSummary> Drafts, RetirementView? Retirement);

/// <param name="State">asked (waits for a second person), approved (its day has not come), over (no new applications), lifting (over or approved, and somebody asks to take it back).</param>
/// <param name="From">The first day without new applications.</param>
public sealed record RetirementView(string State, DateOnly From, string Note, PersonName AskedBy, DateTimeOffset AskedAt, PersonName? ApprovedBy, DateTimeOffset? ApprovedAt, PersonName? LiftAskedBy, string? LiftNote)
{
    /// <summary>Something waits for a second person's approval.</summary>
    public bool IsAsked => State is "asked" or "lifting";
    /// <summary>Who asked for what waits.</summary>
    public PersonName Asker => LiftAskedBy ?? AskedBy;
}

public sealed record FamilyView(string Family, string Folder, IReadOnlyList<FamilyProgram> Programs);
public sealed record FamilyProgram(string Id, Label Title, int Version, string Source);
public sealed record SharedView(MunicipalityName Municipality, string Program, Label Title, int Version, DateOnly? EffectiveOn);
public sealed record MunicipalityName(string Code, string Name);

/// <param name="Kind">added, removed, changed, moved.</param>
/// <param name="Part">flow, form, decision, notice, register, role, deadline, setting, text, other.</param>
public sealed record ChangeView(string Kind, string Part, string Document, string Path, string? Element, string Label, string? Property, Datum Before, Datum After, Label Sentence);

/// <param name="Paragraph">The changes in words.</param>
/// <param name="RunningCases">On the version compared from.</param>
public sealed record ComparisonView(IReadOnlyList<ChangeView> Changes, Label Paragraph, int RunningCases);
