using Workflows.Cases.Ports;
using Workflows.Connectors.Inbound;

namespace Workflows.Connectors.DebitEnrolment;

/// <summary>What a municipality configures for C-SVC.</summary>
/// <param name="ReturnUrl">Where citizens come back to; option <c>returnUrl</c>, else the installation's own return page.</param>
/// <param name="StateKey">Signs the state.</param>
internal sealed record DebitEnrolmentOptions(string ReturnUrl, byte[] StateKey)
{
    public static DebitEnrolmentOptions From(ConnectorConfiguration configuration) => new(
        configuration.Options["returnUrl"].AsText() ?? configuration.PublicUrl + InboundPaths.Return(configuration.Tenant, configuration.Program, configuration.Connector),
        ReturnState.KeyOf(configuration));
}
