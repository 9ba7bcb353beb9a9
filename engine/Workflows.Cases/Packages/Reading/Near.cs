namespace Workflows.Cases.Packages.Reading;

/// <summary>Finds the name somebody probably meant.</summary>
internal static class Near
{
    public static string? Find(string name, IEnumerable<string> known)
    {
        string? best = null;
        var least = Math.Max(2, name.Length / 3) + 1;
        foreach (var candidate in known)
        {
            var distance = Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < least) { least = distance; best = candidate; }
        }
        return best;
    }

    public static string? Fix(string name, IReadOnlyCollection<string> known) =>
        Find(name, known) is { } near ? $"「{near}」の間違いではありませんか。"
        : known.Count is > 0 and <= 30 ? $"使えるのは {string.Join("、", known)} です。" : null;

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
