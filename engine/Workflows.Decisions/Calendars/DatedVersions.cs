using Workflows.Decisions.Functions;

namespace Workflows.Decisions.Calendars;

/// <summary>One version with the days it is valid, both included; null = open.</summary>
public sealed record DatedVersion<T>(DateOnly? From, DateOnly? To, T Value)
{
    /// <summary>Whether it is valid on the day.</summary>
    public bool Covers(DateOnly day) => (From is null || day >= From) && (To is null || day <= To);

    internal string Period => $"{From?.ToString("yyyy-MM-dd") ?? ""}〜{To?.ToString("yyyy-MM-dd") ?? ""}";
}

/// <summary>
/// Versions of a table, price list or rule, valid side by side in time. The 基準日 (day of application, service month, 施行日) picks exactly one:
/// an overlap is refused when the versions are put together, a gap when a day falls into it. Several versions may be used in one case.
/// </summary>
public sealed class DatedVersions<T>
{
    /// <summary>Puts versions together; their order does not matter.</summary>
    /// <param name="name">What they are versions of, for messages.</param>
    /// <param name="versions">At least one.</param>
    /// <exception cref="FunctionException">A period is turned round, or two overlap.</exception>
    public DatedVersions(string name, IEnumerable<DatedVersion<T>> versions)
    {
        Name = name;
        Versions = [.. versions.OrderBy(v => v.From ?? DateOnly.MinValue)];
        for (var i = 0; i < Versions.Count; i++)
        {
            var version = Versions[i];
            if (version.From > version.To)
            {
                throw new FunctionException(
                    $"「{name}」の適用期間（{version.Period}）は終わりが始まりより前です。", $"A period of {name} ({version.Period}) ends before it begins.");
            }

            if (i > 0 && (Versions[i - 1].To is not { } end || version.From is not { } start || start <= end))
            {
                throw new FunctionException(
                    $"「{name}」の適用期間（{Versions[i - 1].Period}）と（{version.Period}）が重なっています。",
                    $"Two periods of {name} overlap: {Versions[i - 1].Period} and {version.Period}.");
            }
        }
    }

    /// <summary>What they are versions of.</summary>
    public string Name { get; }

    /// <summary>All versions in the order of time.</summary>
    public IReadOnlyList<DatedVersion<T>> Versions { get; }

    /// <summary>The version valid on the day.</summary>
    /// <exception cref="FunctionException">None is: the day lies in a gap.</exception>
    public DatedVersion<T> On(DateOnly day) => Versions.FirstOrDefault(v => v.Covers(day)) ?? throw new FunctionException(
        $"基準日{day:yyyy-MM-dd}に有効な「{Name}」がありません（{string.Join("、", Versions.Select(v => v.Period))}）。適用期間を確かめてください。",
        $"No version of {Name} is valid on {day:yyyy-MM-dd}; check the periods.");

    /// <summary>The stretches between the first and the last version in which none is valid; publishing refuses them.</summary>
    public IReadOnlyList<(DateOnly From, DateOnly To)> Gaps()
    {
        var gaps = new List<(DateOnly From, DateOnly To)>();
        for (var i = 1; i < Versions.Count; i++)
        {
            var (after, before) = (Versions[i - 1].To!.Value.AddDays(1), Versions[i].From!.Value.AddDays(-1));
            if (after <= before)
            {
                gaps.Add((after, before));
            }
        }

        return gaps;
    }
}
