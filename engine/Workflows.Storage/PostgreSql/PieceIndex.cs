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
        // Dear to the planner, as it is by the row: looked for in each of many rows it would take seconds where the index takes none.
        Add(builder, "CREATE FUNCTION \"PiecesOf\"(pieces text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$ BEGIN RETURN string_to_array(pieces, ' '); END $$");
        // A short list of what waits to be sorted in, since every search reads it.
        Add(builder, "CREATE INDEX \"IX_CaseWords_Pieces\" ON \"CaseWords\" USING gin (\"PiecesOf\"(\"Pieces\")) WITH (gin_pending_list_limit = 256)");
    }

    private void Add(MigrationCommandListBuilder builder, string text)
    {
        builder.Append(text).AppendLine(Dependencies.SqlGenerationHelper.StatementTerminator);
        EndStatement(builder);
    }
}
