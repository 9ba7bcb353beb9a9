using System.Globalization;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Privacy;

/// <summary>How much of a field somebody sees.</summary>
public enum Sight { Full, Masked, Hidden }

/// <summary>Somebody who looks at a case.</summary>
/// <param name="Roles">Role ids held in the programme.</param>
/// <param name="OwnCase">The person is the case's applicant: holds every role of kind citizen there.</param>
/// <param name="TaskRole">The role of a task of this case the person has taken: held while it is theirs, whoever assigned it.</param>
public sealed record Viewer(IReadOnlyCollection<string> Roles, bool OwnCase = false, string? TaskRole = null)
{
    /// <summary>The case at hand; null where a list or register is looked at: then only plain readers count.</summary>
    public CaseFacts? Facts { get; init; }
    /// <summary>What was allowed to this person for this case.</summary>
    public IReadOnlyList<Grant> Grants { get; init; } = [];
    /// <summary>The person sees the case by a grant alone: what it does not name is not there.</summary>
    public bool ByGrantOnly { get; init; }
    /// <summary>The case's person is under protection.</summary>
    public bool Protected { get; init; }

    public bool Holds(ProgramPackage package, string role) =>
        Roles.Contains(role) || TaskRole == role || (OwnCase && package.Roles.Find(role)?.Kind == RoleSpec.Citizen);

    /// <summary>Whether a reader's conditions hold here and now.</summary>
    public bool Is(ProgramPackage package, ReaderSpec reader)
    {
        if (!Holds(package, reader.Role)) return false;
        if (reader.IsPlain) return true;
        if (Facts is not { } facts) return false;
        return (!reader.Own || OwnCase) && (!reader.Task || facts.HasTask)
            && (reader.Steps.Count == 0 || reader.Steps.Any(facts.OpenSteps.Contains))
            && (reader.States.Count == 0 || reader.States.Contains(facts.Status, StringComparer.Ordinal))
            && (reader.Workflows.Count == 0 || reader.Workflows.Contains(facts.Workflow, StringComparer.Ordinal))
            && reader.Where.All(w => facts.Matches(w.Name, facts.Names.Evaluate(w.Value)))
            && (reader.From is null || Moment(facts.Names.Evaluate(reader.From), 0) is { } from && facts.Names.Now >= from)
            && (reader.Until is null || Moment(facts.Names.Evaluate(reader.Until), 1) is not { } until || facts.Names.Now < until)
            && (reader.When is null || facts.Names.IsTrue(reader.When))
            && (reader.Consent is null || facts.Consents.Contains(reader.Consent));
    }

    /// <summary>A date's first moment in Japan (or the first after it), or an instant.</summary>
    private static DateTimeOffset? Moment(Datum value, int days) => value.IsNull ? null
        : DateOnly.TryParseExact(value.AsText(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new DateTimeOffset(date.AddDays(days).ToDateTime(TimeOnly.MinValue), Japan.Offset)
            : Instant(value.AsText()!);

    // FEEL writes a zone by name behind the offset or alone.
    private static DateTimeOffset? Instant(string text)
    {
        var zone = text.IndexOf('@', StringComparison.Ordinal);
        if (zone > 0) text = text[..zone];
        return DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment) && moment.Kind == DateTimeKind.Unspecified
            ? new DateTimeOffset(moment, Japan.Offset)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) ? instant : null;
    }
}

/// <summary>What readers' conditions are judged by.</summary>
/// <param name="Names">The case's fields, head, reader, settings, the moment.</param>
/// <param name="OpenSteps">Ids of open tasks and of activities under way.</param>
/// <param name="HasTask">The reader has taken an open task of the case.</param>
/// <param name="Consents">The consents that were found.</param>
public sealed record CaseFacts(FeelNames Names, Datum Fields, IReadOnlySet<string> OpenSteps, bool HasTask, string Status, string Workflow, IReadOnlySet<LookupSpec> Consents)
{
    /// <summary>Whether a field has the value, or one of the values; a table's column in one of its rows. Nothing equals nothing.</summary>
    public bool Matches(string field, Datum wanted)
    {
        if (wanted.IsNull) return false;
        var values = Fields.TryGet(field, out var own) && !own.IsNull ? [own] : Fields.Members.SelectMany(m => m.Value.Items).Select(row => row[field]).Where(v => !v.IsNull).ToArray();
        var any = wanted.Kind == DatumKind.List ? wanted.Items.AsEnumerable() : [wanted];
        return any.Any(w => !w.IsNull && values.Any(v => v.AsText() == w.AsText()));
    }
}
