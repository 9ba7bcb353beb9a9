namespace Workflows.Storage.Model;

/// <summary>A row of a projection other than tasks and sort keys: timeline, notices, submissions, facts, incidents …</summary>
internal sealed class ProjectionEntity
{
    public long Id { get; set; }
    public required string Tenant { get; set; }
    public long CaseId { get; set; }
    public required string Table { get; set; }
    public required string Key { get; set; }
    /// <summary>Whom a notice is for.</summary>
    public string? Person { get; set; }
    public required byte[] Row { get; set; }
}

/// <summary>Who may see a task: municipality, office, programme and role.</summary>
internal sealed class QueueEntity
{
    public long Id { get; set; }
    public required string Tenant { get; set; }
    /// <summary>Empty when the task names none.</summary>
    public required string Office { get; set; }
    public required string Program { get; set; }
    public required string Role { get; set; }
}

internal sealed class TaskEntity
{
    public long Id { get; set; }
    public required string Tenant { get; set; }
    public long CaseId { get; set; }
    public required string BookmarkId { get; set; }
    public long QueueId { get; set; }
    public required string Task { get; set; }
    public required string Title { get; set; }
    public required string Status { get; set; }
    /// <summary>open or claimed.</summary>
    public bool Open { get; set; }
    public string? Assignee { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? Due { get; set; }
    /// <summary><see cref="Due"/>, or the end of time: lists read tasks without a due date last.</summary>
    public DateTimeOffset DueOrder { get; set; }
    public required byte[] Row { get; set; }
}

/// <summary>A searchable field's value of a case, in an order that is the same on every database.</summary>
internal sealed class CaseSortEntity
{
    public required string Tenant { get; set; }
    public required string Program { get; set; }
    public required string FieldId { get; set; }
    public required byte[] SortKey { get; set; }
    public long CaseId { get; set; }
    /// <summary>The value as text, for look-ups by equality.</summary>
    public required string Text { get; set; }
    /// <summary>The form in which words are looked for in it; null when it is the text itself.</summary>
    public string? Form { get; set; }
}

/// <summary>By which words a case is found.</summary>
internal sealed class CaseWordsEntity
{
    public long CaseId { get; set; }
    /// <summary>Number and title, in the form words are looked for.</summary>
    public required string Own { get; set; }
    /// <summary>Pieces of the number, the title and the searchable fields; null where the database keeps them in its index alone.</summary>
    public string? Pieces { get; set; }
}

/// <summary>The same for the open tasks of the case, by queue.</summary>
internal sealed class TaskSortEntity
{
    public long QueueId { get; set; }
    public required string FieldId { get; set; }
    public required byte[] SortKey { get; set; }
    public long TaskId { get; set; }
}
