using Npgsql;
using Workflows.Server.CommandLine;

namespace Workflows.Server.Tests;

/// <summary>The command line over a PostgreSQL of its own: what operators run beside a server, or before the first one.</summary>
public sealed class Commands_on_PostgreSql : IDisposable
{
    private const string Database = "office";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("workflows-commands-");

    [Fact]
    public async Task The_database_is_made_brought_up_to_date_sealed_and_proved_and_a_changed_row_is_named()
    {
        // The database is not there yet: the first command makes it. A second time changes nothing.
        Assert.Equal(0, await Run("migrate"));
        Assert.Equal(0, await Run("migrate"));
        foreach (var table in new[] { "Cases", "CaseWords", "Users" }) Assert.Equal(1L, Sql($"SELECT COUNT(*) FROM pg_tables WHERE tablename = '{table}'"));
        Sql("""INSERT INTO "AuditLog" ("Tenant", "At", "Actor", "Action", "Denied") VALUES ('14204', 638000000000000000, 'u1', '閲覧', 0)""");
        Assert.Equal(0, await Run("audit", "verify"));
        Assert.Equal(0, await Run("audit", "seal"));
        Assert.Equal(1L, Sql("""SELECT COUNT(*) FROM "AuditSeals" """));
        Assert.Equal(0, await Run("audit", "verify", "14204"));
        Assert.Equal(1, await Run("audit", "verify", "--expect=1:" + new string('0', 64)));
        Sql("""UPDATE "AuditLog" SET "Actor" = 'u2'""");
        Assert.Equal(1, await Run("audit", "verify"));
    }

    [Fact]
    public async Task Copies_are_left_to_the_server_and_a_server_that_is_not_there_is_named()
    {
        Assert.Equal(2, await Run("backup", Path.Combine(_folder.FullName, "copies")));
        Assert.Equal(2, await Run("restore", _folder.FullName));
        Assert.Equal(1, await Commands.Run(["migrate", .. Settings($"Host={Path.Combine(_folder.FullName, "nowhere")};Username=postgres;Database=x;Timeout=2")]));
        Assert.Equal(1, await Commands.Run(["audit", "verify", .. Settings($"Host={Path.Combine(_folder.FullName, "nowhere")};Username=postgres;Database=x;Timeout=2")]));
    }

    private Task<int> Run(params string[] command) => Commands.Run([.. command, .. Settings(PostgreSqlCluster.Shared.ConnectionTo(Database))]);

    private string[] Settings(string connection) =>
        ["--environment=Development", $"--Workflows:DataFolder={_folder.FullName}", $"--Workflows:DefinitionsFolder={LiveServer.Definitions}", "--Storage:Provider=PostgreSql", $"--Storage:ConnectionString={connection}"];

    private static object? Sql(string text) => PostgreSqlCluster.Shared.Run(Database, text);

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
