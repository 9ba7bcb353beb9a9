using Workflows.Cases.Ports;
using Workflows.Storage.Model;

namespace Workflows.Storage.Running;

/// <summary>Destroys what has run out, every ten minutes.</summary>
internal sealed class SweepJob(IHousekeeping housekeeping, TimeProvider time) : IOperationalJob
{
    public string Id => "sweep";
    public string LabelJa => "期限の切れた下書き・一時の秘密・古い要求番号の消去";
    public string LabelEn => "Destroys drafts, transient secrets and command ids that have run out";
    public string Cron => "0 3/10 * * * ?";

    public async ValueTask<string> Run(CancellationToken ct)
    {
        await housekeeping.Sweep(Instants.Now(time), ct).ConfigureAwait(false);
        return "済み (done)";
    }
}
