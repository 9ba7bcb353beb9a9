using Workflows.Cases.Ports;
using Workflows.Storage.Model;
using Workflows.Storage.Sql;

namespace Workflows.Storage.Running;

/// <summary>Archives cases some time after their end, every night, in small transactions.</summary>
internal sealed class ArchiveJob(ISqlReaders readers, ISqlWriter writer, StorageOptions options, TimeProvider time) : IOperationalJob
{
    private const int Page = 500, Together = 10;

    public string Id => "archive";
    public string LabelJa => $"終わって{options.ArchiveAfter.TotalDays:0}日を過ぎた案件を圧縮して保管";
    public string LabelEn => $"Compresses cases {options.ArchiveAfter.TotalDays:0} days after their end";
    public string Cron => "0 40 2 * * ?";

    public async ValueTask<string> Run(CancellationToken ct)
    {
        var now = Instants.Now(time);
        var since = now - options.ArchiveAfter;
        var archived = 0;
        for (var after = 0L; readers.Read(db => SqlArchive.Ripe(db, after, since, Page)) is { Count: > 0 } page; after = page[^1])
        {
            foreach (var some in page.Chunk(Together))
            {
                ct.ThrowIfCancellationRequested();
                archived += await writer.WriteWaiting(session => some.Count(key => SqlArchive.Store(session.Db, key, since, now)), ct).ConfigureAwait(false);
            }
        }
        return $"{archived} 件 ({archived} cases)";
    }
}
