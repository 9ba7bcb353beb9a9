namespace Workflows.Storage.Sql;

/// <summary>
/// A table that steps write: its name, the columns a row is found by, the others. A test holds it against the model.
/// </summary>
internal sealed class StepTable
{
    /// <param name="keys">What makes a row the same row: <c>name:type</c>, where the type is <c>l</c> bigint, <c>i</c> int, <c>t</c> text, <c>b</c> bytes.</param>
    /// <param name="others">The other columns; one ending in <c>!</c> keeps its first value.</param>
    /// <param name="condition">Condition of the unique index behind the keys, if it has one.</param>
    private StepTable(string name, string keys, string others, string? condition = null)
    {
        Name = name;
        Condition = condition;
        var columns = new List<Column>();
        foreach (var column in keys.Split(' ', StringSplitOptions.RemoveEmptyEntries)) columns.Add(Parse(column));
        Keys = columns.Count;
        foreach (var column in others.Split(' ', StringSplitOptions.RemoveEmptyEntries)) columns.Add(Parse(column));
        Columns = columns;
    }

    internal readonly record struct Column(string Name, char Type, bool Keeps);

    public string Name { get; }
    /// <summary>How many of <see cref="Columns"/>, from the first, are the key.</summary>
    public int Keys { get; }
    public IReadOnlyList<Column> Columns { get; }
    public string? Condition { get; }

    private static Column Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return new Column(text[..colon], text[colon + 1], text.EndsWith('!'));
    }

    public static readonly StepTable Cases = new("Cases", "Id:l",
        "PublicId:t Tenant:t Program:t ProgramVersion:i Workflow:t Number:t Status:t Lifecycle:t Applicant:t StartKey:t Faulted:i CreatedAt:l UpdatedAt:l Version:l PlanKey:l StateFormat:i Head:b Digest:b");
    public static readonly StepTable Parts = new("Parts", "CaseId:l PartNo:i", "Bytes:b");
    public static readonly StepTable Archive = new("Archive", "CaseId:l", "Tenant:t At:l Bytes:b");
    public static readonly StepTable History = new("History", "CaseId:l Seq:l", "At:l Kind:t PlanKey:l Body:b StateHash:b PrevDigest:b");
    public static readonly StepTable Commands = new("Commands", "Tenant:t Client:t CommandId:t", "Digest:t At:l Reply:b");
    public static readonly StepTable Instances = new("Instances", "CaseId:l No:i", "DefinitionId:t DefinitionVersion:i Status:t SubStatus:t CorrelationId:t Name:t");
    public static readonly StepTable Bookmarks = new("Bookmarks", "CaseId:l BookmarkId:t", "Tenant:t Program:t Kind:t Name:t Key:t ActivityId:t ScopePath:t");
    /// <summary>Timers by their own key: those that were served.</summary>
    public static readonly StepTable ServedTimers = new("Timers", "Id:l", "");
    public static readonly StepTable Timers = new("Timers", "CaseId:l BookmarkId:t", "Tenant:t Kind:i Due:l ReadyAt:l ActivityId:t ScopePath:t Name:t Attempts:i LastError:t", "CaseId IS NOT NULL");
    public static readonly StepTable Schedules = new("Timers", "Tenant:t Program:t StartId:t", "Kind:i Due:l ReadyAt:l Attempts:i", "StartId IS NOT NULL");
    public static readonly StepTable Outbox = new("Outbox", "CaseId:l Key:t",
        "Tenant:t Kind:t Target:t Body:b ReplyTo:t Policy:t Status:i Attempts:i CreatedAt:l WindowFrom:l NextAt:l LeaseUntil:l LeaseOwner:t Line:t");
    public static readonly StepTable Projections = new("Projections", "CaseId:l Table:t Key:t", "Tenant:t! Person:t Row:b");
    public static readonly StepTable Tasks = new("Tasks", "CaseId:l BookmarkId:t", "Tenant:t! QueueId:l Task:t Title:t Status:t Open:i Assignee:t CreatedAt:l! Due:l DueOrder:l Row:b");
    public static readonly StepTable CaseSort = new("CaseSort", "CaseId:l FieldId:t", "Tenant:t! Program:t! SortKey:b Text:t Form:t");
    public static readonly StepTable CaseWords = new("CaseWords", "CaseId:l", "Own:t Pieces:t");
    public static readonly StepTable TaskSort = new("TaskSort", "QueueId:l FieldId:t SortKey:b TaskId:l", "");
    public static readonly StepTable Claims = new("Claims", "Tenant:t Namespace:t Key:t", "CaseId:l At:l");
    public static readonly StepTable Queues = new("Queues", "Tenant:t Program:t Role:t Office:t", "");
    public static readonly StepTable Values = new("Values", "Tenant:t Sha256:b", "Bytes:b");
    public static readonly StepTable ValueRefs = new("ValueRefs", "CaseId:l ValueId:l", "");
    public static readonly StepTable Plans = new("Plans", "PlanId:t", "Program:t Workflow:t Closure:b");
    public static readonly StepTable Numbers = new("Numbers", "Tenant:t Program:t Series:t Period:t", "Last:l");
    public static readonly StepTable Registers = new("Registers", "Tenant:t Program:t Register:t", "");
    public static readonly StepTable RegisterKeys = new("RegisterKeys", "RegisterId:l ConstraintId:t Key:t", "RecordKey:l");
    public static readonly StepTable RegisterIndex = new("RegisterIndex", "RegisterId:l Field:t Value:t RecordKey:l", "");
    public static readonly StepTable Drafts = new("Drafts", "PublicId:t", "Tenant:t! Owner:t! Scope:t! Values:b SavedAt:l Until:l");
    public static readonly StepTable Kept = new("Kept", "Tenant:t Space:t Key:t", "Value:b At:l! Until:l");
    public static readonly StepTable FileContents = new("FileContents", "Tenant:t Sha256:b", "Bytes:b");

    /// <summary>In the order in which collected rows are written: what was served goes before what is set anew.</summary>
    public static readonly IReadOnlyList<StepTable> InOrder = [Cases, Parts, History, Commands, Instances, Bookmarks, ServedTimers, Timers, Outbox, Projections, Tasks, CaseSort, CaseWords];

    public static readonly IReadOnlyList<StepTable> All =
        [.. InOrder, Schedules, Claims, Queues, Values, ValueRefs, Plans, Numbers, Registers, RegisterKeys, RegisterIndex, Drafts, Kept, FileContents, Archive, TaskSort];
}
