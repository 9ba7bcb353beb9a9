using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Workflows.Storage.Model;

/// <summary>For <c>dotnet ef migrations add</c>; never used at run time.</summary>
internal sealed class DesignTimeContexts : IDesignTimeDbContextFactory<WorkflowsContext>
{
    public WorkflowsContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<WorkflowsContext>().UseSqlite("Data Source=design-time.db").Options);
}
