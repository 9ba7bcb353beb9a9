using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Workflows.Server.Pages;
using Workflows.Server.Platform;

namespace Workflows.Server.Tests;

/// <summary>People, keys and answers live where the cases live.</summary>
public sealed class Platform_databases
{
    private static PlatformDb Of(string database) => database switch
    {
        "Sqlite" => new SqlitePlatformDb.Design().CreateDbContext([]),
        "PostgreSql" => new PostgreSqlPlatformDb.Design().CreateDbContext([]),
        _ => new SqlServerPlatformDb.Design().CreateDbContext([]),
    };

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("PostgreSql")]
    [InlineData("SqlServer")]
    public void Migrations_make_what_the_model_says(string database)
    {
        using var context = Of(database);
        Assert.False(context.Database.HasPendingModelChanges(), "Run engine/Workflows.Storage/Migrations/regenerate.sh Platform.");
        Assert.NotEmpty(context.Database.GetMigrations());
    }

    [Fact]
    public void What_SQL_Server_would_be_sent_is_Transact_SQL()
    {
        using var context = Of("SqlServer");
        foreach (var script in new[] { context.Database.GenerateCreateScript(), context.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent) })
        {
            Assert.Contains("SignInKeys", script, StringComparison.Ordinal);
            new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(script), out var errors);
            Assert.Empty(errors.Select(e => $"{e.Line}: {e.Message}"));
        }
    }
}

/// <summary>What an operator writes to correct a case.</summary>
public sealed class Corrections_by_hand
{
    [Fact]
    public void Lines_become_fields_of_their_kinds_and_the_state()
    {
        var change = Corrections.Read("amount = 1500\nbankCode = 0001\r\nname＝山田 花子\nagree = true\nnote =\nlist = [1, \"二\"]\n\n状態 = 審査中").Must();
        Assert.Equal("""{"state":"審査中","fields":{"amount":1500,"bankCode":"0001","name":"山田 花子","agree":true,"note":null,"list":[1,"二"]}}""", change.ToJson());
        Assert.Empty(Corrections.Read(null).Must().Members);
    }

    [Fact]
    public void A_line_that_says_nothing_and_a_field_twice_are_named()
    {
        var problem = Corrections.Read("amount 1500\na = 1\na = 2").Problem!;
        Assert.Equal(422, problem.Status);
        Assert.Contains("1 行目", problem.Errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("3 行目", problem.Errors[1].Message, StringComparison.Ordinal);
    }
}
