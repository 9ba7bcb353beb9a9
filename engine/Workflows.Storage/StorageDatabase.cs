using System.Data.Common;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
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
        switch (KindOf(options))
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
        if (options.PlainEf || KindOf(options) == StorageKind.SqlServer) return new EfStepWriter(Writer, writing, Contexts);
        if (_postgres is null) return new QueuedStepWriter(Writer, writing);
        var steps = new PostgreSqlStepWriter(options, _postgres, Writer, writing, cases);
        // Before the writers it hands single steps to.
        _owned.Insert(0, steps);
        return steps;
    }

    /// <summary>The database the settings name.</summary>
    /// <exception cref="StorageUnavailableException">They name none, or not how to reach it.</exception>
    public static StorageKind KindOf(StorageOptions options)
    {
        var kind = options.Kind
            ?? throw new StorageUnavailableException($"設定 Storage:Provider の「{options.Provider}」は使えません。Sqlite、PostgreSql、SqlServer のどれかを指定してください。 (Storage:Provider '{options.Provider}' is not known: Sqlite, PostgreSql or SqlServer.)");
        if (kind == StorageKind.Sqlite && string.IsNullOrWhiteSpace(options.Path))
            throw new StorageUnavailableException("設定 Storage:Path にデータベースファイルの場所を書いてください。 (Storage:Path must name the database file.)");
        if (kind != StorageKind.Sqlite && string.IsNullOrWhiteSpace(options.ConnectionString))
            throw new StorageUnavailableException($"設定 Storage:ConnectionString に {kind} への接続文字列を書いてください。 (Storage:ConnectionString must say how to reach {kind}.)");
        return kind;
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
        try
        {
            using var context = contexts.For(null);
            context.Database.Migrate();
        }
        catch (Exception error) when (error is DbException or SocketException or TimeoutException or InvalidOperationException { InnerException: DbException or SocketException })
        {
            var cause = error is InvalidOperationException ? error.InnerException! : error;
            throw new StorageUnavailableException($"データベースを用意できません。接続先と権限を確かめてください（設定 Storage）。{cause.Message} (The database cannot be opened or brought to this version; check the section Storage.)", error);
        }
    }
}

/// <summary>The database cannot be used as the settings say; the message tells why, in a sentence.</summary>
public sealed class StorageUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
