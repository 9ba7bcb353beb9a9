namespace Workflows.Decisions.Feel;

/// <summary>Known names grouped by their first run of name characters, for the longest match the grammar asks for.</summary>
internal sealed class NameTable
{
    private readonly Dictionary<string, List<string>> byChunk = new(StringComparer.Ordinal);
    private readonly HashSet<string> all = new(StringComparer.Ordinal);

    public NameTable(IEnumerable<string>? names = null)
    {
        if (names is null) return;
        foreach (var n in names) Add(n);
    }

    public IEnumerable<string> All => all;

    public bool Contains(string name) => all.Contains(name);

    public void Add(string name)
    {
        name = FeelNames.Normalize(name);
        if (name.Length == 0 || !all.Add(name)) return;
        var chunk = FeelNames.FirstChunk(name);
        if (chunk.Length == 0) return;
        if (!byChunk.TryGetValue(chunk, out var list)) byChunk[chunk] = list = [];
        var at = list.FindIndex(n => n.Length < name.Length);
        list.Insert(at < 0 ? list.Count : at, name);
    }

    /// <summary>The longest known name that stands at the position, with its end; null when none does.</summary>
    public string? Match(string text, int start, string chunk, out int end)
    {
        end = start;
        if (!byChunk.TryGetValue(chunk, out var list)) return null;
        foreach (var name in list)
            if (Fits(text, start, name, out end)) return name;
        return null;
    }

    private static bool Fits(string text, int i, string name, out int end)
    {
        end = i;
        foreach (var c in name)
        {
            if (c == ' ')
            {
                if (i >= text.Length || !FeelNames.IsSpace(text[i])) return false;
                while (i < text.Length && FeelNames.IsSpace(text[i])) i++;
                continue;
            }
            if (i >= text.Length || text[i] != c) return false;
            i++;
        }
        end = i;
        // A name that ends in a name character must not run on into another one.
        return FeelNames.PartLength(text, i) == 0 || (name.Length > 0 && FeelNames.PartLength(name, name.Length - 1) == 0 && !char.IsLowSurrogate(name[^1]));
    }
}
