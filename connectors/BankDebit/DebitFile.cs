using System.Globalization;
using System.Text;

namespace Workflows.Connectors.BankDebit;

/// <summary>The bank's own reading of a 口座振替 file (account-transfer D6), by byte positions: 120-byte records, CRLF or LF or nothing between them.</summary>
internal static class DebitFile
{
    private const int Length = 120;

    /// <summary>Why a request is not a file of the agreed form, or null.</summary>
    public static string? Problem(byte[] file)
    {
        var records = Records(file);
        if (records is null) return "レコードの長さが 120 バイトではありません。 A record is not 120 bytes.";
        if (records.Count < 3 || file[records[0]] != '1' || file[records[^1]] != '9' || file[records[^2]] != '8') return "ヘッダ、トレーラ、エンドの順が正しくありません。 Header, trailer or end is missing.";
        if (Digits(file, records[0] + 1, 2) != 91) return "種別が 91 ではありません。 Not a file of type 91.";
        var data = records.Skip(1).SkipLast(2).ToList();
        if (data.Any(r => file[r] != '2')) return "データの区分が 2 ではありません。 A data record is not marked 2.";
        if (data.Any(r => Digits(file, r + 80, 10) <= 0)) return "0 円のレコードがあります。 A record has no amount.";
        var trailer = records[^2];
        if (Digits(file, trailer + 1, 6) != data.Count || Digits(file, trailer + 7, 12) != data.Sum(r => Digits(file, r + 80, 10)))
            return "トレーラの合計が合いません。 The trailer's totals do not match.";
        return null;
    }

    /// <summary>The result file: the request with result codes and the trailer's six results.</summary>
    /// <param name="codeOf">By customer number, account number and yen.</param>
    public static byte[] Answer(byte[] request, Func<string, string, long, char> codeOf, bool brokenTrailer)
    {
        var file = (byte[])request.Clone();
        var records = Records(file)!;
        long done = 0, doneYen = 0, failed = 0, failedYen = 0;
        foreach (var at in records.Where(r => file[r] == '2'))
        {
            var yen = Digits(file, at + 80, 10);
            var code = codeOf(Text(file, at + 91, 20), Text(file, at + 43, 7), yen);
            file[at + 111] = (byte)code;
            if (code == '0') { done++; doneYen += yen; }
            else { failed++; failedYen += yen; }
        }
        var trailer = records.Single(r => file[r] == '8');
        Write(file, trailer + 19, 6, done);
        Write(file, trailer + 25, 12, doneYen + (brokenTrailer ? 1 : 0));
        Write(file, trailer + 37, 6, failed);
        Write(file, trailer + 43, 12, failedYen);
        return file;
    }

    public static long Digits(byte[] file, int at, int length) => long.TryParse(Text(file, at, length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static string Text(byte[] file, int at, int length) => Encoding.ASCII.GetString(file, at, length);

    private static void Write(byte[] file, int at, int length, long number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture).PadLeft(length, '0')).CopyTo(file, at);

    /// <summary>Where records begin; null when one is not 120 bytes.</summary>
    private static List<int>? Records(byte[] file)
    {
        var starts = new List<int>();
        var at = 0;
        while (at < file.Length)
        {
            if (at + Length > file.Length || Array.FindIndex(file, at, Length, b => b is (byte)'\r' or (byte)'\n') >= 0) return null;
            starts.Add(at);
            at += Length;
            if (at < file.Length && file[at] == '\r') at++;
            if (at < file.Length && file[at] == '\n') at++;
        }
        return starts;
    }
}
