using Workflows.Connectors.BankDebit;
using Workflows.Connectors.DebitEnrolment;
using Workflows.Connectors.Declared;
using Workflows.Connectors.LineMessaging;
using Workflows.Connectors.Message;
using Workflows.Connectors.Revenue;
using Workflows.Connectors.Simulation;

namespace Workflows.Connectors.Catalogue;

/// <summary>Every connector the product ships, each with its simulator.</summary>
public static class ConnectorCatalogue
{
    public static IReadOnlyList<IConnector> Connectors { get; } = [new DebitEnrolmentConnector(), new RevenueConnector(), new MessageConnector(), new LineMessagingConnector(), new BankDebitConnector(), new HttpSystemConnector(), HttpSystemConnector.FileExchange];
    public static IReadOnlyList<ISimulatorKind> Simulators { get; } = [new DebitEnrolmentSimulatorKind(), new RevenueSimulatorKind(), new MessageSimulatorKind(), new LineMessagingSimulatorKind(), new BankDebitSimulatorKind(), new DeclaredSimulatorKind(), new DeclaredSimulatorKind("file-exchange", "ファイル交換（宣言）")];

    /// <summary>How the far side of a configured connector signs what it pushes.</summary>
    public static Inbound.HookScheme? HookOf(ConnectorConfiguration configuration) => Connectors.FirstOrDefault(c => c.Kind == configuration.Kind)?.For(configuration).Hook;
}
