using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Workflows.Storage.Model;

namespace Workflows.Storage.Tests;

public class MigrationTests
{
    private static WorkflowsContext Of(string database) => database switch
    {
        "Sqlite" => Make(new SqliteWorkflowsContext.Design()),
        "PostgreSql" => Make(new PostgreSqlWorkflowsContext.Design()),
        _ => Make(new SqlServerWorkflowsContext.Design()),
    };

    private static T Make<T>(IDesignTimeDbContextFactory<T> factory) where T : DbContext => factory.CreateDbContext([]);

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("PostgreSql")]
    [InlineData("SqlServer")]
    public void The_migrations_make_what_the_model_says(string database)
    {
        using var context = Of(database);
        Assert.False(context.Database.HasPendingModelChanges(), $"The model and Migrations/{database} differ: run engine/Workflows.Storage/Migrations/regenerate.sh.");
        Assert.NotEmpty(context.Database.GetMigrations());
    }
}
