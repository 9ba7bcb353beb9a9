using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Workflows.Storage.Sqlite;

/// <summary>
/// Tables of small rows under a composite key are kept in the key's own tree (WITHOUT ROWID): one page to write instead of two.
/// The index of word pieces is one of SQLite's own kind. EF cannot say this in the model, and other databases need nothing of the kind.
/// </summary>
internal sealed class CompactTables(MigrationsSqlGeneratorDependencies dependencies, IRelationalAnnotationProvider annotations)
    : SqliteMigrationsSqlGenerator(dependencies, annotations)
{
    private static readonly HashSet<string> Tables = new(StringComparer.Ordinal)
    {
        "Bookmarks", "CaseSort", "Claims", "Commands", "Instances", "Numbers", "RegisterIndex", "RegisterKeys", "TaskSort", "ValueRefs",
    };

    public const string PieceIndex = "CaseWordPieces";

    protected override void Generate(CreateTableOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate = true)
    {
        if (!Tables.Contains(operation.Name))
        {
            base.Generate(operation, model, builder, terminate);
            if (operation.Name == "CaseWords") MakePieceIndex(builder);
            return;
        }
        base.Generate(operation, model, builder, terminate: false);
        builder.Append(" WITHOUT ROWID");
        if (!terminate) return;
        builder.AppendLine(Dependencies.SqlGenerationHelper.StatementTerminator);
        EndStatement(builder);
    }

    /// <summary>Pieces alone, neither places nor text; a row goes with its case's.</summary>
    private void MakePieceIndex(MigrationCommandListBuilder builder)
    {
        foreach (var text in new[]
        {
            $"CREATE VIRTUAL TABLE \"{PieceIndex}\" USING fts5(Pieces, content='', contentless_delete=1, detail=none, tokenize='ascii')",
            $"CREATE TRIGGER \"{PieceIndex}_Removed\" AFTER DELETE ON \"CaseWords\" BEGIN DELETE FROM \"{PieceIndex}\" WHERE rowid = old.\"CaseId\"; END",
        })
        {
            builder.Append(text).AppendLine(Dependencies.SqlGenerationHelper.StatementTerminator);
            EndStatement(builder);
        }
    }
}
