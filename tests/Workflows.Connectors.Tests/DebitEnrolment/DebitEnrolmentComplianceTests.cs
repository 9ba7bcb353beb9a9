using Workflows.Connectors.DebitEnrolment;
using Workflows.Connectors.Tests.Compliance;

namespace Workflows.Connectors.Tests.DebitEnrolment;

public sealed class DebitEnrolmentComplianceTests : ConnectorCompliance
{
    protected override string Kind => "debit-enrolment";

    private protected override async Task Prepare(World world, string operation)
    {
        world.SetTime("2026-06-11 08:00");
        if (operation == "withdraw") await world.Done("C-SVC", "start", DebitEnrolmentOperations.Start.Example.Request, "prepared");
    }
}
