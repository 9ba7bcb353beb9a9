using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Workflows.Engine.Data;

namespace Workflows.Storage.Model;

/// <summary>
/// The model of every table, on every database; one class a database below it, because each has its own migrations.
/// Long keys inside, public ids at the edge.
/// </summary>
internal abstract class WorkflowsContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>Where keys of cases come from, but for SQLite.</summary>
    public const string CaseKeys = "CaseKeys";


    /// <summary>The municipality this context may see; null (migrations, the engine's own work) sees all.</summary>
    public string? Tenant { get; init; }

    public DbSet<CaseEntity> Cases => Set<CaseEntity>();
    public DbSet<PartEntity> Parts => Set<PartEntity>();
    public DbSet<ValueEntity> Values => Set<ValueEntity>();
    public DbSet<ValueRefEntity> ValueRefs => Set<ValueRefEntity>();
    public DbSet<HistoryEntity> History => Set<HistoryEntity>();
    public DbSet<ArchiveEntity> Archive => Set<ArchiveEntity>();
    public DbSet<BookmarkEntity> Bookmarks => Set<BookmarkEntity>();
    public DbSet<TimerEntity> Timers => Set<TimerEntity>();
    public DbSet<OutboxEntity> Outbox => Set<OutboxEntity>();
    public DbSet<ProjectionEntity> Projections => Set<ProjectionEntity>();
    public DbSet<TaskEntity> Tasks => Set<TaskEntity>();
    public DbSet<QueueEntity> Queues => Set<QueueEntity>();
    public DbSet<CaseSortEntity> CaseSort => Set<CaseSortEntity>();
    public DbSet<CaseWordsEntity> CaseWords => Set<CaseWordsEntity>();
    public DbSet<TaskSortEntity> TaskSort => Set<TaskSortEntity>();
    public DbSet<PlanEntity> Plans => Set<PlanEntity>();
    public DbSet<PackageEntity> Packages => Set<PackageEntity>();
    public DbSet<DefinitionEntity> Definitions => Set<DefinitionEntity>();
    public DbSet<DraftEntity> Drafts => Set<DraftEntity>();
    public DbSet<PackageDraftEntity> PackageDrafts => Set<PackageDraftEntity>();
    public DbSet<DraftRequestEntity> DraftRequests => Set<DraftRequestEntity>();
    public DbSet<DraftCommentEntity> DraftComments => Set<DraftCommentEntity>();
    public DbSet<PackageVersionEntity> PackageVersions => Set<PackageVersionEntity>();
    public DbSet<FileEntity> Files => Set<FileEntity>();
    public DbSet<FileContentEntity> FileContents => Set<FileContentEntity>();
    public DbSet<AuditEntity> AuditLog => Set<AuditEntity>();
    public DbSet<KeptEntity> Kept => Set<KeptEntity>();
    public DbSet<AuditLinkEntity> AuditLinks => Set<AuditLinkEntity>();
    public DbSet<AuditSealEntity> AuditSeals => Set<AuditSealEntity>();
    public DbSet<AuditLeafEntity> AuditLeaves => Set<AuditLeafEntity>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // One sortable form on three databases; SQLite has no type of its own for instants.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
        // 0 and 1 everywhere, so that one text of a query serves three databases.
        configurationBuilder.Properties<bool>().HaveConversion<int>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        CaseTables(modelBuilder);
        WaitTables(modelBuilder);
        SharedTables(modelBuilder);
        ViewTables(modelBuilder);
        PlatformTables(modelBuilder);
        Adapt(modelBuilder);
    }

    /// <summary>What a database needs besides.</summary>
    protected virtual void Adapt(ModelBuilder model) { }

    private void CaseTables(ModelBuilder model)
    {
        var cases = Table<CaseEntity>(model, "Cases");
        cases.HasIndex(c => c.PublicId).IsUnique();
        cases.HasIndex(c => new { c.Tenant, c.Number }).HasFilter("\"Number\" IS NOT NULL");
        // One for each way a list is cut or ordered; by id where it can be, so that a step that leaves the status alone leaves the index alone.
        cases.HasIndex(c => new { c.Tenant, c.Program, c.Status, c.Id });
        cases.HasIndex(c => new { c.Tenant, c.Program, c.Id });
        cases.HasIndex(c => new { c.Tenant, c.Program, c.Number, c.Id });
        cases.HasIndex(c => new { c.Tenant, c.Program, c.UpdatedAt, c.Id });
        cases.HasIndex(c => new { c.Tenant, c.Program, c.Workflow, c.Id });
        cases.HasIndex(c => new { c.Tenant, c.Program, c.Id }, "IX_Cases_Open").HasFilter("\"Lifecycle\" <> 'ended' AND \"Lifecycle\" <> 'disposed'");
        cases.HasIndex(c => new { c.Tenant, c.Applicant, c.Id }).HasFilter("\"Applicant\" IS NOT NULL");
        cases.HasIndex(c => new { c.Tenant, c.Id }).HasFilter("\"Faulted\" = 1").HasDatabaseName("IX_Cases_Faulted");
        cases.HasQueryFilter(c => Tenant == null || c.Tenant == Tenant);

        var instances = Table<InstanceEntity>(model, "Instances");
        instances.HasKey(i => new { i.CaseId, i.No });
        instances.HasIndex(i => new { i.DefinitionId, i.Status, i.CaseId });
        instances.HasIndex(i => i.CorrelationId).HasFilter("\"CorrelationId\" IS NOT NULL");
        Table<PartEntity>(model, "Parts").HasKey(p => new { p.CaseId, p.PartNo });
        Table<ValueEntity>(model, "Values").HasIndex(v => new { v.Tenant, v.Sha256 }).IsUnique();
        var refs = Table<ValueRefEntity>(model, "ValueRefs");
        refs.HasKey(v => new { v.CaseId, v.ValueId });
        refs.HasIndex(v => v.ValueId);
        Table<HistoryEntity>(model, "History").HasIndex(h => new { h.CaseId, h.Seq }).IsUnique();
        var archive = Table<ArchiveEntity>(model, "Archive");
        archive.HasKey(a => a.CaseId);
        archive.Property(a => a.CaseId).ValueGeneratedNever();
        archive.HasQueryFilter(a => Tenant == null || a.Tenant == Tenant);
        var commands = Table<CommandEntity>(model, "Commands");
        commands.HasKey(c => new { c.Tenant, c.Client, c.CommandId });
        commands.HasIndex(c => c.At);
    }

    private void WaitTables(ModelBuilder model)
    {
        var bookmarks = Table<BookmarkEntity>(model, "Bookmarks");
        bookmarks.HasKey(b => new { b.CaseId, b.BookmarkId });
        bookmarks.HasIndex(b => new { b.Tenant, b.Program, b.Kind, b.Name, b.Key, b.CaseId });
        bookmarks.HasQueryFilter(b => Tenant == null || b.Tenant == Tenant);
        var timers = Table<TimerEntity>(model, "Timers");
        timers.HasIndex(t => new { t.ReadyAt, t.Id });
        timers.HasIndex(t => new { t.CaseId, t.BookmarkId }).IsUnique().HasFilter("\"CaseId\" IS NOT NULL");
        timers.HasIndex(t => new { t.Tenant, t.Program, t.StartId }).IsUnique().HasFilter("\"StartId\" IS NOT NULL");
        var outbox = Table<OutboxEntity>(model, "Outbox");
        outbox.HasIndex(o => new { o.CaseId, o.Key }).IsUnique();
        outbox.HasIndex(o => new { o.NextAt, o.Id }).HasFilter("\"Status\" = 0");
        outbox.HasIndex(o => new { o.Tenant, o.Id }).HasFilter("\"Status\" = 2").HasDatabaseName("IX_Outbox_Failed");
        outbox.HasIndex(o => new { o.Line, o.Id }).HasFilter("\"Status\" = 0 AND \"Line\" IS NOT NULL");
    }

    private static void SharedTables(ModelBuilder model)
    {
        var claims = Table<ClaimEntity>(model, "Claims");
        claims.HasKey(c => new { c.Tenant, c.Namespace, c.Key });
        claims.HasIndex(c => c.CaseId);
        Table<NumberEntity>(model, "Numbers").HasKey(n => new { n.Tenant, n.Program, n.Series, n.Period });
        Table<RegisterEntity>(model, "Registers").HasIndex(r => new { r.Tenant, r.Program, r.Register }).IsUnique();
        Table<RegisterRecordEntity>(model, "RegisterRecords").HasIndex(r => new { r.RegisterId, r.RecordId }).IsUnique();
        var keys = Table<RegisterKeyEntity>(model, "RegisterKeys");
        keys.HasKey(k => new { k.RegisterId, k.ConstraintId, k.Key });
        keys.HasIndex(k => k.RecordKey);
        var index = Table<RegisterIndexEntity>(model, "RegisterIndex");
        index.HasKey(i => new { i.RegisterId, i.Field, i.Value, i.RecordKey });
        index.HasIndex(i => i.RecordKey);
        Table<RegisterHistoryEntity>(model, "RegisterHistory").HasKey(h => new { h.RecordKey, h.Revision });
    }

    private void ViewTables(ModelBuilder model)
    {
        var projections = Table<ProjectionEntity>(model, "Projections");
        projections.HasIndex(p => new { p.CaseId, p.Table, p.Key }).IsUnique();
        projections.HasIndex(p => new { p.Tenant, p.Person, p.Id }).HasFilter("\"Person\" IS NOT NULL");
        projections.HasQueryFilter(p => Tenant == null || p.Tenant == Tenant);
        Table<QueueEntity>(model, "Queues").HasIndex(q => new { q.Tenant, q.Program, q.Role, q.Office }).IsUnique();
        var tasks = Table<TaskEntity>(model, "Tasks");
        tasks.HasIndex(t => new { t.CaseId, t.BookmarkId }).IsUnique();
        tasks.HasIndex(t => new { t.QueueId, t.Open, t.DueOrder, t.Id });
        tasks.HasIndex(t => new { t.QueueId, t.Open, t.Id });
        // With what the filter says among its columns: SQLite takes the index of most equal columns, and counts within it.
        tasks.HasIndex(t => new { t.QueueId, t.Open, t.Assignee, t.DueOrder, t.Id }).HasFilter("\"Open\" = 1 AND \"Assignee\" IS NULL").HasDatabaseName("IX_Tasks_Unassigned");
        tasks.HasIndex(t => new { t.Tenant, t.Assignee, t.Open, t.DueOrder, t.Id }).HasFilter("\"Assignee\" IS NOT NULL");
        tasks.HasQueryFilter(t => Tenant == null || t.Tenant == Tenant);
        var caseSort = Table<CaseSortEntity>(model, "CaseSort");
        // A case's own stand together: words are looked for case by case, and lists walk the index.
        caseSort.HasKey(s => new { s.CaseId, s.FieldId });
        caseSort.HasIndex(s => new { s.Tenant, s.Program, s.FieldId, s.SortKey, s.CaseId }).IsUnique();
        var words = Table<CaseWordsEntity>(model, "CaseWords");
        words.HasKey(w => w.CaseId);
        words.Property(w => w.CaseId).ValueGeneratedNever();
        var taskSort = Table<TaskSortEntity>(model, "TaskSort");
        taskSort.HasKey(s => new { s.QueueId, s.FieldId, s.SortKey, s.TaskId });
        taskSort.HasIndex(s => s.TaskId);
    }

    private void PlatformTables(ModelBuilder model)
    {
        var vault = Table<VaultEntity>(model, "Vault");
        vault.HasKey(v => v.PublicId);
        vault.HasIndex(v => v.ExpiresAt);
        Table<PlanEntity>(model, "Plans").HasIndex(p => p.PlanId).IsUnique();
        var packages = Table<PackageEntity>(model, "Packages");
        packages.HasIndex(p => new { p.Tenant, p.Program, p.Version }).IsUnique();
        packages.HasQueryFilter(p => Tenant == null || p.Tenant == Tenant);
        var definitions = Table<DefinitionEntity>(model, "Definitions");
        definitions.HasIndex(d => new { d.Tenant, d.DefinitionId, d.Version }).IsUnique();
        definitions.HasQueryFilter(d => Tenant == null || d.Tenant == Tenant);
        var drafts = Table<DraftEntity>(model, "Drafts");
        drafts.HasKey(d => d.PublicId);
        drafts.HasIndex(d => new { d.Tenant, d.Owner, d.SavedAt });
        drafts.HasIndex(d => d.Until);
        drafts.HasQueryFilter(d => Tenant == null || d.Tenant == Tenant);
        var packageDrafts = Table<PackageDraftEntity>(model, "PackageDrafts");
        packageDrafts.HasIndex(d => d.PublicId).IsUnique();
        packageDrafts.HasIndex(d => new { d.Tenant, d.Program, d.Id });
        packageDrafts.HasQueryFilter(d => Tenant == null || d.Tenant == Tenant);
        var requests = Table<DraftRequestEntity>(model, "DraftRequests");
        requests.HasKey(r => new { r.DraftId, r.Revision });
        requests.HasIndex(r => new { r.DraftId, r.Client, r.RequestId }).IsUnique();
        Table<DraftCommentEntity>(model, "DraftComments").HasKey(c => new { c.DraftId, c.PublicId });
        var versions = Table<PackageVersionEntity>(model, "PackageVersions");
        versions.HasIndex(v => new { v.Tenant, v.Program, v.Version }).IsUnique();
        versions.HasQueryFilter(v => Tenant == null || v.Tenant == Tenant);
        var files = Table<FileEntity>(model, "Files");
        files.HasKey(f => f.PublicId);
        files.HasIndex(f => new { f.Tenant, f.Sha256 });
        files.HasQueryFilter(f => Tenant == null || f.Tenant == Tenant);
        Table<FileContentEntity>(model, "FileContents").HasKey(f => new { f.Tenant, f.Sha256 });
        var kept = Table<KeptEntity>(model, "Kept");
        kept.HasIndex(k => new { k.Tenant, k.Space, k.Key }).IsUnique();
        kept.HasIndex(k => new { k.Tenant, k.Space, k.Id });
        kept.HasIndex(k => k.Until).HasFilter("\"Until\" IS NOT NULL");
        kept.HasQueryFilter(k => Tenant == null || k.Tenant == Tenant);
        var audit = Table<AuditEntity>(model, "AuditLog");
        audit.HasIndex(a => new { a.Tenant, a.Id });
        audit.HasIndex(a => new { a.Tenant, a.Case, a.Id }).HasFilter("\"Case\" IS NOT NULL");
        audit.HasIndex(a => new { a.Tenant, a.Actor, a.Id });
        audit.HasIndex(a => new { a.Tenant, a.At });
        audit.HasQueryFilter(a => Tenant == null || a.Tenant == Tenant);
        var links = Table<AuditLinkEntity>(model, "AuditLinks");
        links.HasKey(l => new { l.Tenant, l.Seq });
        links.HasIndex(l => l.AuditId).IsUnique();
        Table<AuditSealEntity>(model, "AuditSeals").HasKey(s => s.No);
        model.Entity<AuditSealEntity>().Property(s => s.No).ValueGeneratedNever();
        var leaves = Table<AuditLeafEntity>(model, "AuditLeaves");
        leaves.HasKey(l => new { l.SealNo, l.No });
        leaves.HasIndex(l => new { l.Kind, l.Key, l.Seq });
    }

    private static EntityTypeBuilder<T> Table<T>(ModelBuilder model, string name) where T : class
    {
        var entity = model.Entity<T>();
        entity.ToTable(name);
        return entity;
    }

    private sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(at => at.UtcTicks, ticks => Instants.From(ticks));
}

/// <summary>Instants are kept as UTC ticks and shown in Japan's time.</summary>
internal static class Instants
{
    public static DateTimeOffset Now(TimeProvider time) => time.GetUtcNow().ToOffset(Japan.Offset);

    public static DateTimeOffset From(long utcTicks) =>
        utcTicks > DateTimeOffset.MaxValue.UtcTicks - Japan.Offset.Ticks ? new(utcTicks, TimeSpan.Zero) : new DateTimeOffset(utcTicks, TimeSpan.Zero).ToOffset(Japan.Offset);
}
