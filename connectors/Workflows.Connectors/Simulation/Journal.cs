using System.Text;
using System.Text.Json;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Simulation;

/// <summary>
/// What happened in one simulated system, a JSON line an entry, handed to the operating system before the answer leaves: nothing acknowledged is lost
/// when the process is killed. Without a path it is kept nowhere.
/// </summary>
public sealed class Journal : IDisposable
{
    private readonly FileStream? _file;

    private Journal(FileStream? file) => _file = file;

    /// <summary>Opens or makes the file and gives every whole entry to <paramref name="apply"/>. A last line cut off by a crash is dropped.</summary>
    public static Journal Open(string? path, Action<Datum> apply)
    {
        if (path is null) return new(null);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            try { apply(Datum.Parse(line)); }
            catch (JsonException e)
            {
                file.Dispose();
                throw new InvalidDataException($"模擬装置の記録「{path}」が壊れています。消せば初めの状態に戻ります。 The simulator's journal is damaged; delete it to start afresh. {e.Message}", e);
            }
        }
        file.SetLength(whole);
        file.Seek(0, SeekOrigin.End);
        return new(file);
    }

    public void Append(Datum entry)
    {
        if (_file is null) return;
        _file.Write(Encoding.UTF8.GetBytes(entry.ToJson() + "\n"));
        _file.Flush();
    }

    public void Clear()
    {
        _file?.SetLength(0);
        _file?.Flush();
    }

    public void Dispose() => _file?.Dispose();
}
