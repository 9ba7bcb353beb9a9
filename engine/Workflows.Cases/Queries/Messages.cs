using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Queries;

/// <summary>What can be started in the caller's municipality. Open to everyone.</summary>
/// <param name="Text">Label to look for in title, summary, keywords.</param>
public sealed record ListProcedures(Caller Caller, string? Text = null, string? LifeEvent = null) : IQuery<Result<IReadOnlyList<ProcedureSummary>>>, ICalled;

/// <summary>One procedure with its empty form. Open to everyone.</summary>
public sealed record GetProcedure(Caller Caller, string Program, string Start) : IQuery<Result<ProcedureView>>, ICalled;

/// <summary>
/// Judges what was typed, without submitting: derived and locked fields, options, errors.
/// </summary>
/// <param name="Page">Only this page's fields count as asked; null judges the whole form as if submitted.</param>
/// <param name="Live">True while typing: an empty required field is no error yet.</param>
/// <param name="Case">For an action's or correction's form: the case it belongs to.</param>
/// <param name="Task">For a task's form.</param>
public sealed record CheckForm(Caller Caller, string Program, string Form, Datum Values, string? Page = null, bool Live = false, string? Case = null, string? Task = null) : IQuery<Result<FormSheet>>, ICalled;

public sealed record GetDraft(Caller Caller, string Draft) : IQuery<Result<DraftView>>, ICalled;

public sealed record MyDrafts(Caller Caller) : IQuery<Result<IReadOnlyList<DraftView>>>, ICalled;

/// <summary>The caller's own cases, newest first.</summary>
public sealed record MyCases(Caller Caller, PageRequest Page) : IQuery<Result<Page<CaseSummary>>>, ICalled;

/// <summary>Cases a caseworker may see. A citizen gets 403.</summary>
public sealed record ListCases(Caller Caller, string? Program, string? Status, string? Text, bool? Open, PageRequest Page) : IQuery<Result<Page<CaseSummary>>>, ICalled;

/// <summary>One case. Another person's, or another municipality's, is 404: its existence is not told.</summary>
/// <param name="Case">Public id or number.</param>
public sealed record GetCase(Caller Caller, string Case) : IQuery<Result<CaseView>>, ICalled;

/// <summary>Notices to the caller over all cases, newest first.</summary>
public sealed record MyNotices(Caller Caller, PageRequest Page) : IQuery<Result<Page<NoticeView>>>, ICalled;

/// <param name="View">mine, unassigned, group, dueSoon, overdue, done.</param>
public sealed record ListTasks(Caller Caller, string? View, string? Program, string? Text, PageRequest Page) : IQuery<Result<Page<TaskSummary>>>, ICalled;

/// <summary>How many tasks stand in each list of the inbox.</summary>
public sealed record CountTasks(Caller Caller) : IQuery<Result<IReadOnlyDictionary<string, int>>>, ICalled;

public sealed record GetTask(Caller Caller, string Task) : IQuery<Result<TaskView>>, ICalled;

/// <summary>Shows a masked field in full, for a reason that is logged. 403 for anyone else, logged too.</summary>
public sealed record RevealField(Caller Caller, string CommandId, string Case, string Field, string Reason) : IQuery<Result<Revealed>>, IChange;

public sealed record Revealed(string Field, Datum Value);

/// <summary>Who looked at what, newest first; by auditors and operators.</summary>
public sealed record SearchAudit(Caller Caller, AuditFilter Filter, PageRequest Page) : IQuery<Result<Page<AuditLine>>>, ICalled;

/// <summary>Proves the municipality's chains and all seals; by auditors and operators.</summary>
public sealed record VerifyAudit(Caller Caller) : IQuery<Result<Audit.AuditReport>>, ICalled;

/// <param name="Where">Equality by field.</param>
public sealed record ListRegister(Caller Caller, string Program, string Register, Datum Where, int Take = 100) : IQuery<Result<RegisterView>>, ICalled;

/// <summary>A record with every state it had, as far as the caller sees them.</summary>
/// <param name="Record">Null for a new one: an empty sheet, for editors.</param>
public sealed record GetRegisterRecord(Caller Caller, string Program, string Register, string? Record) : IQuery<Result<RegisterRecordView>>, ICalled;

/// <summary>A register's records as CSV, masked as on the page.</summary>
/// <param name="Encoding">utf-8 or shift_jis.</param>
public sealed record ExportRegister(Caller Caller, string Program, string Register, Datum Where, string Encoding = "utf-8") : IQuery<Result<RegisterFile>>, ICalled;

/// <summary>Registers the caller may read.</summary>
public sealed record ListRegisters(Caller Caller) : IQuery<Result<IReadOnlyList<RegisterView>>>, ICalled;

/// <summary>Open incidents, by operators.</summary>
public sealed record ListIncidents(Caller Caller, IncidentFilter Filter, PageRequest Page) : IQuery<Result<Page<IncidentView>>>, ICalled;

/// <summary>Which incidents; what is null does not narrow.</summary>
/// <param name="Activity">Activity id or type.</param>
/// <param name="Text">Stands in the message, the case's number or id.</param>
/// <param name="Severity">error or warning.</param>
public sealed record IncidentFilter(string? Program = null, string? Workflow = null, string? Activity = null, string? Code = null, string? Text = null, string? Severity = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null);

/// <summary>What outside systems pushed, the newest first, by operators.</summary>
public sealed record ListDeliveries(Caller Caller, string? Program, string? Connector, PageRequest Page) : IQuery<Result<Page<DeliveryView>>>, ICalled;
/// <summary>The KPIs of a programme for a period.</summary>
/// <param name="Period">A month (<c>2026-06</c>) or a fiscal year (<c>2026</c>); null: of all time, as of now.</param>
public sealed record ListKpis(Caller Caller, string Program, string? Period) : IQuery<Result<IReadOnlyList<KpiView>>>, ICalled;

/// <summary>One KPI: month by month of the period's fiscal year, by each dimension, and the rows it counts.</summary>
/// <param name="By">The value chosen of each dimension, by key; empty: whole.</param>
public sealed record GetKpi(Caller Caller, string Program, string Kpi, string? Period, Datum By) : IQuery<Result<KpiDetail>>, ICalled;

/// <param name="Text">The figure with its unit, as people read it.</param>
public sealed record KpiView(string Id, string Label, string Unit, Datum Value, string Text, string? Period);

public sealed record KpiDetail(KpiView Figure, IReadOnlyList<KpiPoint> Months, IReadOnlyList<KpiPoint> Split, IReadOnlyList<Datum> Rows);

/// <param name="Dimension">A dimension's key, or <c>month</c>.</param>
/// <param name="Key">The month or the dimension's value.</param>
public sealed record KpiPoint(string Dimension, string Label, string Key, Datum Value);
