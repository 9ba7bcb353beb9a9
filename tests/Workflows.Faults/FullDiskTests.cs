using System.Diagnostics;

namespace Workflows.Faults;

/// <summary>The disk under the SQLite file fills up: writing is refused with 503, reading goes on, nothing is half done; when there is room again the server goes on by itself.</summary>
public sealed class FullDiskTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_full_disk_refuses_what_is_new_keeps_what_was_accepted_and_ends_by_itself()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Mounting a small disk needs Linux and root.");
        var ct = TestContext.Current.CancellationToken;
        var applicants = Hands.Applicants(40);
        var disk = "";
        try
        {
            await using var office = await Installation.Begin(Database.Sqlite, applicants, ct, prepare: folder => Mount(disk = folder, "48m"));
            await Hands.ApplyAll(office.Api, applicants[..10], 4, ct);
            var filler = Path.Combine(disk, "filler");
            Fill(filler);
            var going = Hands.ApplyAll(office.Api, applicants[10..], 8, ct);
            await Hands.Until(() => office.Api.PutOff.ContainsKey(503), "a request was put off", ct);
            // Whoever is refused asks again in vain, and the room left by small writes is used up too.
            await Task.Delay(1_500, ct);
            Assert.False(going.IsCompleted, "The disk was not full.");
            // What was accepted can be read.
            var (status, _) = await office.Api.Get(applicants[0].User, $"/api/v1/applications/{applicants[0].CaseId}", ct);
            Assert.Equal(200, status);

            File.Delete(filler);
            await going;
            output.WriteLine($"Put off: {string.Join(", ", office.Api.PutOff.Select(p => $"{p.Value} × {p.Key}"))}.");
            Assert.Equal([503], office.Api.PutOff.Keys);
            Assert.Equal(0, office.Api.Unadvised);
            await Hands.Judge(office, office.Api, applicants, ct);
            using var db = office.Open();
            using var check = db.CreateCommand();
            check.CommandText = "PRAGMA integrity_check";
            Assert.Equal("ok", check.ExecuteScalar());
            // Let go of before the folder is cleared.
            foreach (var server in office.Servers) server.Dispose();
            db.Close();
            Run("umount", disk);
            disk = "";
        }
        finally
        {
            if (disk.Length > 0) Run("umount", "-l", disk);
        }
    }

    private static void Mount(string folder, string size)
    {
        Directory.CreateDirectory(folder);
        Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder);
    }

    /// <summary>Writes until nothing more fits.</summary>
    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var block in new[] { 64 * 1024, 4 * 1024, 512 })
        {
            try { while (true) file.Write(new byte[block]); }
            catch (IOException) { /* That block does not fit any more; a smaller one may. */ }
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {said}");
    }
}
