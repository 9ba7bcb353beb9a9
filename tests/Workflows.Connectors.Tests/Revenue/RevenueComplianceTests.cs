using Workflows.Connectors.Revenue;
using Workflows.Connectors.Tests.Compliance;

namespace Workflows.Connectors.Tests.Revenue;

public sealed class RevenueComplianceTests : ConnectorCompliance
{
    protected override string Kind => "revenue";

    private protected override async Task Prepare(World world, string operation)
    {
        if (operation == "closeMandate") await world.Done("C-TAX", "upsertMandate", RevenueOperations.UpsertMandate.Example.Request, "prepared");
    }
}
