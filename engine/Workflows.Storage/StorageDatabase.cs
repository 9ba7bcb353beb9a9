using Workflows.Storage.Ef;
using Workflows.Storage.PostgreSql;
using Workflows.Storage.Running;
using Workflows.Storage.Sql;
using Workflows.Storage.Sqlite;
using Workflows.Storage.SqlServer;

namespace Workflows.Storage;

/// <summary>The database, opened once: brought to this version, then its writers and readers.</summary>
internal sealed class StorageDatabase : IDisposable
{
    private readonly List<IDisposable> _owned = [];
    private readonly PostgreSqlServer? _postgres;

    private StorageDatabase(SqlContexts contexts, ISqlWriter writer, ISqlReaders readers, IDisposable? server)
    {
        (Contexts, Writer, Readers, _postgres) = (contexts, writer, readers, server as PostgreSqlServer);
        _owned.AddRange([writer, readers]);
        if (server is not null) _owned.Add(server);
    }

    public SqlContexts Contexts { get; }
    public ISqlWriter Writer { get; }
    public ISqlReaders Readers { get; }

    /// <exception cref="StorageUnavailableException">The settings are wrong, the database cannot be reached, or it cannot be brought to this version.</exception>
    public static StorageDatabase Open(StorageOptions options, VaultCipher cipher)
    {
        switch (options.Check())
        {
            case StorageKind.PostgreSql:
            {
                var contexts = Settings(() => new PostgreSqlContexts(options.ConnectionString!));
                Migrate(contexts);
                var server = new PostgreSqlServer(options.ConnectionString!, cipher, contexts);
                return new StorageDatabase(contexts, new AdoWriter(options, server), new AdoReaders(server, options.Readers), server);
            }
            case StorageKind.SqlServer:
            {
                var contexts = Settings(() => new SqlServerContexts(options.ConnectionString!));
                Migrate(contexts);
                var server = new SqlServerServer(options.ConnectionString!, cipher, contexts);
                return new StorageDatabase(contexts, new AdoWriter(options, server), new AdoReaders(server, options.Readers), null);
            }
            default:
            {
                if (Path.GetDirectoryName(Path.GetFullPath(options.Path)) is { } folder) Directory.CreateDirectory(folder);
                if (options.Template is { } template && File.Exists(template) && !File.Exists(options.Path)) File.Copy(template, options.Path);
                var contexts = new SqliteContexts(options);
                Migrate(contexts);
                return new StorageDatabase(contexts, new SqliteWriter(options, cipher, contexts), new SqliteReaders(options, cipher), null);
            }
        }
    }

    public IStepWriter StepWriter(StorageOptions options, StepWriting writing, SqlCases cases)
    {
        if (options.PlainEf || options.Check() == StorageKind.SqlServer) return new EfStepWriter(Writer, writing, Contexts);
        if (_postgres is null) return new QueuedStepWriter(Writer, writing);
        var steps = new PostgreSqlStepWriter(options, _postgres, Writer, writing, cases);
        // Before the writers it hands single steps to.
        _owned.Insert(0, steps);
        return steps;
    }

    public ICaseLoader CaseLoader(StorageOptions options, CaseLookup lookup)
    {
        if (_postgres is null) return new SqlCaseLoader(Readers, Writer, lookup);
        var loader = new PostgreSqlCaseLoader(options, _postgres, Readers, Writer, lookup);
        _owned.Insert(0, loader);
        return loader;
    }

    public void Dispose()
    {
        foreach (var owned in _owned) owned.Dispose();
    }

    private static T Settings<T>(Func<T> make)
    {
        try { return make(); }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            throw new StorageUnavailableException($"設定 Storage:ConnectionString が読めません。{error.Message} (Storage:ConnectionString cannot be read.)", error);
        }
    }

    private static void Migrate(SqlContexts contexts)
    {
        using var context = contexts.For(null);
        DatabaseMigration.Run(context);
    }
}

/// <summary>The database cannot be used as the settings say; the message tells why, in a sentence.</summary>
public sealed class StorageUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
