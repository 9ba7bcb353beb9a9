using System.Text;

namespace Workflows.Cases.Activities.Batch;

/// <summary>CSV by RFC 4180: records end with CRLF or LF, fields may be quoted, a doubled quote is a quote. A first byte order mark is left out.</summary>
internal static class CsvReader
{
    /// <summary>The records; empty lines are no records.</summary>
    /// <exception cref="FormatException">A quoted field is not closed, or text follows its closing quote; the message names the record.</exception>
    public static List<IReadOnlyList<string>> Read(string text)
    {
        var records = new List<IReadOnlyList<string>>();
        var record = new List<string>();
        var field = new StringBuilder();
        var at = text.Length > 0 && text[0] == '\uFEFF' ? 1 : 0;
        var quoted = false;
        while (at < text.Length)
        {
            var c = text[at];
            if (c == '"' && field.Length == 0 && !quoted)
            {
                at = Quoted(text, at + 1, field, records.Count + 1);
                quoted = true;
                if (at < text.Length && text[at] is not (',' or '\r' or '\n'))
                    throw new FormatException($"{records.Count + 1}行目: 閉じた引用符の後に文字があります。 (Text follows a closing quote.)");
                continue;
            }
            if (c == ',') { record.Add(field.ToString()); field.Clear(); quoted = false; at++; continue; }
            if (c is '\r' or '\n')
            {
                at += c == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
                End();
                continue;
            }
            field.Append(c);
            at++;
        }
        End();
        return records;

        void End()
        {
            if (record.Count == 0 && field.Length == 0 && !quoted) return;
            record.Add(field.ToString());
            records.Add(record);
            record = [];
            field.Clear();
            quoted = false;
        }
    }

    private static int Quoted(string text, int at, StringBuilder field, int record)
    {
        while (at < text.Length)
        {
            if (text[at] != '"') { field.Append(text[at++]); continue; }
            if (at + 1 < text.Length && text[at + 1] == '"') { field.Append('"'); at += 2; continue; }
            return at + 1;
        }
        throw new FormatException($"{record}行目: 引用符が閉じていません。 (A quoted field is not closed.)");
    }
}
