using System.Text;
using Workflows.Cases.Ports;

namespace Workflows.Storage.Sql;

/// <summary>Searches the database file, its log, and every column of every table with sealed and packed values opened.</summary>
internal sealed class SqlStoredText(ISqlReaders readers, StorageOptions options) : IStoredText
{
    public ValueTask<bool> Contains(string text, CancellationToken ct)
    {
        byte[][] forms = [Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text)];
        return ValueTask.FromResult(InFiles(forms) || readers.Read(db => Tables(db).Any(table => InTable(db, table, forms, ct))));
    }

    private bool InFiles(byte[][] forms)
    {
        foreach (var path in new[] { options.Path, options.Path + "-wal" })
        {
            if (!File.Exists(path)) continue;
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            // Read in pieces that overlap, so that a text across a border is found.
            var overlap = forms.Max(f => f.Length);
            var buffer = new byte[(1 << 20) + overlap];
            var kept = 0;
            int read;
            while ((read = file.Read(buffer, kept, buffer.Length - kept)) > 0)
            {
                var length = kept + read;
                if (forms.Any(f => buffer.AsSpan(0, length).IndexOf(f) >= 0)) return true;
                kept = Math.Min(overlap, length);
                buffer.AsSpan(length - kept, kept).CopyTo(buffer);
            }
        }
        return false;
    }

    private static List<string> Tables(SqlDb db)
    {
        var tables = new List<string>();
        using var rows = db.Query(db.Dialect.Tables);
        while (rows.Step()) tables.Add(rows.Text(0));
        return tables;
    }

    /// <summary>What a column holds inside; a digest that only looks like a sealed value holds nothing.</summary>
    private static byte[] Inside(SqlRows rows, int column)
    {
        try { return Opened(rows.Opened(column)); }
        catch (System.Security.Cryptography.AuthenticationTagMismatchException) { return []; }
    }

    private static bool InTable(SqlDb db, string table, byte[][] forms, CancellationToken ct)
    {
        using var rows = db.Once($"SELECT * FROM \"{table}\"");
        while (rows.Step())
        {
            ct.ThrowIfCancellationRequested();
            for (var column = 0; column < rows.Columns; column++)
            {
                var found = rows.Value(column) switch
                {
                    string text => Holds(Encoding.UTF8.GetBytes(text), forms),
                    byte[] bytes => Holds(bytes, forms) || Holds(Inside(rows, column), forms),
                    _ => false,
                };
                if (found) return true;
            }
        }
        return false;
    }

    private static bool Holds(byte[] bytes, byte[][] forms) => forms.Any(f => bytes.AsSpan().IndexOf(f) >= 0);

    /// <summary>The packed value's content; large values lie in a table of their own and are searched there. Not everything in a blob is packed.</summary>
    private static byte[] Opened(byte[] bytes)
    {
        try { return Packing.Unpack(bytes, _ => []); }
        catch (Exception error) when (error is InvalidDataException or ArgumentException or OverflowException or OutOfMemoryException) { return []; }
    }
}
