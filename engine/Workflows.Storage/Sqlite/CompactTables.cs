using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Workflows.Storage.Sqlite;

/// <summary>
/// Tables of small rows under a composite key are kept in the key's own tree (WITHOUT ROWID): one page to write instead of two.
/// EF cannot say this in the model, and other databases need nothing of the kind.
/// </summary>
internal sealed class CompactTables(MigrationsSqlGeneratorDependencies dependencies, IRelationalAnnotationProvider annotations)
    : SqliteMigrationsSqlGenerator(dependencies, annotations)
{
    private static readonly HashSet<string> Tables = new(StringComparer.Ordinal)
    {
        "Bookmarks", "CaseSort", "Claims", "Commands", "Instances", "Numbers", "RegisterIndex", "RegisterKeys", "TaskSort", "ValueRefs",
    };

    protected override void Generate(CreateTableOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate = true)
    {
        if (!Tables.Contains(operation.Name))
        {
            base.Generate(operation, model, builder, terminate);
            return;
        }
        base.Generate(operation, model, builder, terminate: false);
        builder.Append(" WITHOUT ROWID");
        if (!terminate) return;
        builder.AppendLine(Dependencies.SqlGenerationHelper.StatementTerminator);
        EndStatement(builder);
    }
}
