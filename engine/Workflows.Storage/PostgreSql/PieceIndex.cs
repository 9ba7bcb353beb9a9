using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.Internal;
using Npgsql.EntityFrameworkCore.PostgreSQL.Migrations;

namespace Workflows.Storage.PostgreSql;

/// <summary>The index of word pieces: inverted, over a list made of the column, which EF cannot say in the model. It needs no extension.</summary>
#pragma warning disable EF1001 // The generator's own constructor asks for its options.
internal sealed class PieceIndex(MigrationsSqlGeneratorDependencies dependencies, INpgsqlSingletonOptions options) : NpgsqlMigrationsSqlGenerator(dependencies, options)
#pragma warning restore EF1001
{
    protected override void Generate(CreateTableOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate = true)
    {
        base.Generate(operation, model, builder, terminate);
        if (operation.Name != "CaseWords") return;
        // A short list of what waits to be sorted in, since every search reads it.
        builder.Append("CREATE INDEX \"IX_CaseWords_Pieces\" ON \"CaseWords\" USING gin (string_to_array(\"Pieces\", ' ')) WITH (gin_pending_list_limit = 256)")
            .AppendLine(Dependencies.SqlGenerationHelper.StatementTerminator);
        EndStatement(builder);
    }
}
