using Workflows.Cases.Commands;
using Workflows.Cases.Forms;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Documents;

/// <summary>
/// What people upload: looked through for viruses, told by its bytes, kept. Until a case takes it, it is an orphan that a later sweep destroys.
/// </summary>
public sealed class Uploads(IFileStore files, IKeptStore kept, IFileScanner scanner, TimeProvider clock)
{
    /// <summary>How long an upload nobody has submitted is kept: longer than a draft that names it.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromDays(40);

    public async ValueTask<Result<StoredFile>> Take(string tenant, string name, string? declared, ReadOnlyMemory<byte> content, string actor, CancellationToken ct)
    {
        var verdict = await scanner.Scan(content, ct);
        if (verdict.Found is { } virus) return new Problem(422, "INFECTED", $"「{name}」からウイルス（{virus}）が見つかったため受け付けられません。", $"'{name}' is infected ({virus}) and was not taken.");
        if (verdict.Unavailable is not null)
            return new Problem(503, "SCANNER_AWAY", "ファイルの検査ができないため、いまは添付を受け付けられません。しばらくしてからやり直してください。", "Files cannot be scanned just now; try again later.") { RetryAfter = TimeSpan.FromMinutes(1) };
        var now = clock.GetUtcNow();
        var stored = await files.Put(tenant, name, FileKinds.Of(content.Span, declared), content, actor, now, ct);
        await kept.Add(tenant, KeptSpaces.Uploads, stored.Id, Datum.Of(now), now, null, ct);
        return stored;
    }

    /// <summary>A draft names them: they are kept on.</summary>
    public async ValueTask Touch(string tenant, Datum values, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var id in FormFiles.Ids(values))
            if (await kept.Find(tenant, KeptSpaces.Uploads, id, ct) is not null) await kept.Set(tenant, KeptSpaces.Uploads, id, Datum.Of(now), now, null, ct);
    }

    /// <summary>A case has taken them: they live and go with it.</summary>
    public async ValueTask Use(string tenant, Datum values, CancellationToken ct)
    {
        foreach (var id in FormFiles.Ids(values)) await kept.Remove(tenant, KeptSpaces.Uploads, id, ct);
    }

    /// <summary>Destroys what nobody has taken.</summary>
    /// <returns>How many.</returns>
    public async ValueTask<int> Sweep(string tenant, CancellationToken ct)
    {
        var (gone, old) = (0, clock.GetUtcNow() - Keep);
        await foreach (var row in kept.All(tenant, KeptSpaces.Uploads, null, ct))
        {
            if (!(row.Value.AsInstant() < old)) continue;
            await files.Delete(tenant, row.Key, ct);
            await kept.Remove(tenant, KeptSpaces.Uploads, row.Key, ct);
            gone++;
        }
        return gone;
    }
}

/// <summary>Every night: uploads nobody has submitted.</summary>
public sealed class UploadSweepJob(Uploads uploads, IPackages packages) : IOperationalJob
{
    public string Id => "upload-sweep";
    public string LabelJa => "提出されなかった添付ファイルの消去";
    public string LabelEn => "Destroys uploads that were never submitted";
    public string Cron => "0 40 3 * * ?";

    public async ValueTask<string> Run(CancellationToken ct)
    {
        var gone = 0;
        foreach (var municipality in packages.Current.Municipalities) gone += await uploads.Sweep(municipality.Code, ct);
        return $"消去 {gone}件";
    }
}
