using Workflows.Cases.Ports;
using Workflows.Server.Hosting;

namespace Workflows.Server.CommandLine;

/// <summary>Proves that what is stored is as it was written: exit code 1 when it is not.</summary>
internal static class AuditCommand
{
    public static async Task<int> Run(Arguments arguments)
    {
        var act = arguments.Value(0, "verify か seal");
        if (act is not ("verify" or "seal")) throw new UsageException($"「audit {act}」はありません。verify か seal です。 (There is no 'audit {act}'.)");
        var (no, digest) = Expected(arguments.Option("expect"));
        await using var app = ServeHost.Build([.. arguments.Rest.Where(r => !r.StartsWith("--expect=", StringComparison.Ordinal))]);
        var trail = app.Services.GetRequiredService<IAuditTrail>();
        if (act == "seal")
        {
            var seal = await trail.Seal(default);
            Console.WriteLine(seal is null ? "新しい記録はありません。 (Nothing new.)" : $"封印 {seal.No} {seal.At:yyyy-MM-dd HH:mm:ss} {seal.Digest} ({seal.Leaves})");
            return 0;
        }
        var report = await trail.Verify(arguments.Values.Count > 1 ? arguments.Values[1] : null, default);
        foreach (var finding in report.Findings) Console.WriteLine($"不一致 {finding.Place}: {finding.Ja} ({finding.En})");
        var findings = report.Findings.Count;
        if (digest is not null && await Find(trail, no, digest) is { } wrong)
        {
            Console.WriteLine($"不一致 {wrong}");
            findings++;
        }
        Console.WriteLine($"封印 {report.Seals}件・監査記録 {report.Accesses}件・案件 {report.Cases}件・履歴 {report.Steps}件を調べました: {(findings == 0 ? "不一致はありません" : $"不一致 {findings}件")}");
        if (report.LastSeal is { } last) Console.WriteLine($"最後の封印 {last.No}:{last.Digest}　（{last.At:yyyy-MM-dd HH:mm:ss}。別の所に控えておき、--expect で照らし合わせてください）");
        return findings == 0 ? 0 : 1;
    }

    private static async Task<string?> Find(IAuditTrail trail, long no, string digest)
    {
        var seal = (await trail.Seals(int.MaxValue, default)).FirstOrDefault(s => s.No == no);
        return seal is null ? $"封印 {no} がありません。 (Seal {no} is missing.)"
            : seal.Digest == digest ? null : $"封印 {no} が控えと違います。 (Seal {no} is not the one noted.)";
    }

    private static (long No, string? Digest) Expected(string? text)
    {
        if (text is null) return (0, null);
        if (text.Split(':') is [var no, { Length: 64 } digest] && long.TryParse(no, System.Globalization.CultureInfo.InvariantCulture, out var number)) return (number, digest);
        throw new UsageException("--expect は 封印の番号:64桁の値 のように書いてください。 (--expect takes NO:DIGEST.)");
    }
}
