namespace Workflows.Decisions.Feel;

/// <summary>A range of comparable values; a null end is unbounded (DMN 1.5 §10.3.2.7).</summary>
/// <param name="Start">The lower end, null when unbounded.</param>
/// <param name="StartIncluded">True when the lower end belongs to the range.</param>
/// <param name="End">The upper end, null when unbounded.</param>
/// <param name="EndIncluded">True when the upper end belongs to the range.</param>
public sealed record FeelRange(object? Start, bool StartIncluded, object? End, bool EndIncluded)
{
    /// <summary>True when the value lies in the range, null when it cannot be compared with an end.</summary>
    public bool? Contains(object? value)
    {
        if (value is null) return null;
        var above = Start is null ? true : FeelValues.Compare(value, Start) is { } c ? c > 0 || (c == 0 && StartIncluded) : (bool?)null;
        if (above == false) return false;
        var below = End is null ? true : FeelValues.Compare(value, End) is { } d ? d < 0 || (d == 0 && EndIncluded) : (bool?)null;
        if (below == false) return false;
        return above is null || below is null ? null : true;
    }

    /// <inheritdoc/>
    public bool Equals(FeelRange? other) =>
        other is not null && StartIncluded == other.StartIncluded && EndIncluded == other.EndIncluded
        && FeelValues.Equal(Start, other.Start) == true && FeelValues.Equal(End, other.End) == true;

    /// <inheritdoc/>
    public override int GetHashCode() => (Start?.GetHashCode() ?? 0) * 31 + (End?.GetHashCode() ?? 0);

    /// <summary>[1..10] as FEEL's string() writes it.</summary>
    public override string ToString() => FeelValues.ToText(this);
}
