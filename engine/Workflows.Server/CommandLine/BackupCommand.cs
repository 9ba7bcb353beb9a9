using Workflows.Engine.Data;
using Workflows.Server.Hosting;
using Workflows.Storage;
using Workflows.Storage.Sqlite;

namespace Workflows.Server.CommandLine;

/// <summary>
/// <c>workflows backup FOLDER</c> copies the data folder's databases while the server runs; <c>workflows restore FOLDER</c> puts a copy
/// where there is none. The key of the vault is not copied: without it nobody reads a copy, and it is kept elsewhere.
/// </summary>
internal static class BackupCommand
{
    private static readonly string[] Databases = ["workflows.db", "platform.db"];

    public static int Backup(Arguments arguments, TimeProvider clock, TextWriter output)
    {
        OnlyFiles(arguments, "pg_dump --format=custom --file=FILE DATABASE", "BACKUP DATABASE");
        var data = DataFolder(arguments);
        var target = Path.Combine(arguments.Value(0, "写しを置くフォルダー"), Japan.In(clock.GetUtcNow()).ToString("yyyyMMdd-HHmmss", System.Globalization.CultureInfo.InvariantCulture));
        if (!File.Exists(Path.Combine(data, Databases[0]))) throw new UsageException($"{data} にデータベースがありません。--Workflows:DataFolder で場所を示してください。 (There is no database in {data}.)");
        var half = target + ".half";
        Directory.CreateDirectory(half);
        foreach (var name in Databases.Where(n => File.Exists(Path.Combine(data, n)))) SqliteBackup.Copy(Path.Combine(data, name), Path.Combine(half, name));
        // A folder under its own name is a whole backup.
        Directory.Move(half, target);
        output.WriteLine($"写しました: {target} (copied and checked)");
        output.WriteLine("保管庫の鍵（Workflows:VaultKey、開発環境では workflows.db.key）は別に保管してください。 (Keep the vault's key elsewhere.)");
        return 0;
    }

    public static int Restore(Arguments arguments, TextWriter output)
    {
        OnlyFiles(arguments, "pg_restore --clean --if-exists --dbname=DATABASE FILE", "RESTORE DATABASE");
        var from = arguments.Value(0, "写しのフォルダー");
        var data = DataFolder(arguments);
        var files = Databases.Select(n => Path.Combine(from, n)).Where(File.Exists).ToList();
        if (files.Count == 0) throw new UsageException($"{from} に写しがありません。 (There is no backup in {from}.)");
        foreach (var file in files)
        {
            if (SqliteBackup.Check(file) is { } damage) throw new UsageException($"{file} は壊れています: {damage} (The backup is damaged.)");
            var there = Path.Combine(data, Path.GetFileName(file));
            if (File.Exists(there)) throw new UsageException($"{there} がもうあります。ほかのフォルダーへ戻すか、移してから戻してください。 ({there} exists; restore elsewhere or move it first.)");
        }
        Directory.CreateDirectory(data);
        foreach (var file in files) SqliteBackup.Copy(file, Path.Combine(data, Path.GetFileName(file)));
        output.WriteLine($"戻しました: {data}。同じ鍵で起動してください。送りかけの連絡は同じ番号でもう一度送られ、相手側で重なりません。 (Restored; start with the same key.)");
        return 0;
    }

    /// <summary>A database server copies and puts back by its own means: everything of the installation, sign-ins included, is in the one database.</summary>
    private static void OnlyFiles(Arguments arguments, string postgres, string sqlServer)
    {
        var storage = new StorageOptions();
        ServeHost.Configuration(arguments.Rest).GetSection("Storage").Bind(storage);
        var means = storage.Check() switch { StorageKind.PostgreSql => postgres, StorageKind.SqlServer => sqlServer, _ => null };
        if (means is not null) throw new UsageException($"{storage.Provider} の写しはデータベースの仕組みで取ります: {means}　案件も利用者も一つのデータベースにあります。保管庫の鍵（Workflows:VaultKey）は別に保管してください。 (Use the server's own means; everything is in the one database. Keep the vault's key elsewhere.)");
    }

    private static string DataFolder(Arguments arguments) => arguments.Option("Workflows:DataFolder") ?? Environment.GetEnvironmentVariable("Workflows__DataFolder") ?? "data";
}
