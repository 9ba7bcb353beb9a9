using System.Security.Cryptography;
using System.Text;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Connectors;

/// <summary>Answers that may be given again instead of asking (policy <c>cache</c>): of one municipality, connector, instance, operation and request.</summary>
internal sealed class KeptAnswers(Func<IKeptStore> kept)
{
    public async ValueTask<Datum?> Find(ConnectorCall call, CancellationToken cancellationToken)
    {
        if (call.Cache is not { } age || await kept().Find(call.Tenant, KeptSpaces.Answers, Key(call), cancellationToken).ConfigureAwait(false) is not { } row) return null;
        return row.Value["at"].AsInstant() is { } at && at + age > call.Now ? row.Value["value"] : null;
    }

    public async ValueTask Keep(ConnectorCall call, Datum value, CancellationToken cancellationToken)
    {
        if (call.Cache is not { } age || await Find(call, cancellationToken).ConfigureAwait(false) is not null) return;
        await kept().Set(call.Tenant, KeptSpaces.Answers, Key(call), Datum.Object(("value", value), ("at", Datum.Of(call.Now))), call.Now, call.Now + age, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The request may hold personal data, so its digest stands for it.</summary>
    private static string Key(ConnectorCall call) =>
        $"{call.Program}/{call.Connector}/{call.Operation}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{call.Instance}\n{call.Request.ToJson()}")))}";
}
