using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Workflows.Storage.Model;
using Workflows.Storage.Sql;
using Workflows.Storage.SqlServer;
using Workflows.Storage.Tests.Kit;

namespace Workflows.Storage.Tests;

/// <summary>SQL Server is not run here: what would be sent to it is parsed by its own grammar.</summary>
public partial class SqlServerTextTests
{
    private static IList<ParseError> Parse(string text)
    {
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(text), out var errors);
        return errors;
    }

    private static void Parses(string text)
    {
        var errors = Parse(text);
        Assert.True(errors.Count == 0, $"{string.Join("; ", errors.Select(e => $"{e.Line}:{e.Column} {e.Message}"))}\n{text}");
    }

    [Fact]
    public void The_create_script_and_the_migrations_are_Transact_SQL()
    {
        using var context = new SqlServerWorkflowsContext.Design().CreateDbContext([]);
        var create = context.Database.GenerateCreateScript();
        Assert.Contains("CREATE TABLE [Cases]", create, StringComparison.Ordinal);
        Parses(create);
        Parses(context.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent));
        Assert.NotEmpty(Parse(create.Replace("CREATE TABLE [Cases] (", "CREATE TABEL [Cases] (", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_made_of_tables_is_Transact_SQL()
    {
        var dialect = SqlServerDialect.Instance;
        foreach (var table in StepTable.All.Concat([StepTable.ServedTimers]))
        {
            if (table != StepTable.ServedTimers) foreach (var text in new[] { dialect.InsertNew(table), dialect.Put(table), dialect.Add(table) }) Parses(dialect.Text(text));
            Parses(dialect.Text(dialect.Remove(table)));
        }
        foreach (var text in new[] { dialect.GuardLock!, dialect.Savepoint("changes"), dialect.RollbackTo("changes"), dialect.NextCaseKeys, dialect.Tables, $"SELECT {dialect.Now}" }) Parses(dialect.Text(text));
        Assert.NotEmpty(Parse(dialect.Text("SELEC Id FROM Cases")));
    }

    [Fact]
    public async Task Every_query_is_Transact_SQL_too()
    {
        await using var store = new TestStore();
        await Exercise.All(store);
        var texts = TextProbe.Seen.Keys.ToList();
        foreach (var text in texts) Parses(SqlServerDialect.Instance.Translate(TextProbe.Resolve(text, SqlServerDialect.Instance)));
        // Nothing in the sources was left out.
        var seen = texts.Select(Plain).ToList();
        var missing = Sources().Where(begin => !seen.Any(s => s.Contains(begin, StringComparison.Ordinal))).ToList();
        Assert.True(missing.Count == 0, "Not run by Exercise.All:\n" + string.Join('\n', missing));
    }

    /// <summary>The beginnings of all queries written in the sources, up to the first thing put in.</summary>
    private static IEnumerable<string> Sources()
    {
        var root = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(root, "engine"))) root = Path.GetDirectoryName(root)!;
        foreach (var file in Directory.GetFiles(Path.Combine(root, "engine/Workflows.Storage/Sql"), "*.cs"))
        {
            // What is the same for any table is not a query of its own.
            if (Path.GetFileName(file) is "Dialect.cs" or "SqlStoredText.cs") continue;
            foreach (Match found in Query().Matches(File.ReadAllText(file))) if (Plain(found.Groups[1].Value) is { Length: > 14 } begin) yield return begin;
        }
    }

    private static string Plain(string text) => Spaces().Replace(text, " ").Trim();

    [GeneratedRegex(@"""\s*((?:SELECT|INSERT INTO|UPDATE|DELETE FROM) [^{""\\]*)")]
    private static partial Regex Query();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
