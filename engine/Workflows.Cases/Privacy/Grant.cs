using Workflows.Engine.Data;

namespace Workflows.Cases.Privacy;

/// <summary>Access to a case that was allowed for a time: a row of the case's <c>grants</c>, ended by its end, an event or by hand.</summary>
/// <param name="Id">Key of the row.</param>
/// <param name="Kind">user, role, organisation.</param>
/// <param name="To">The user's id, <c>program/role</c>, the office's id, or <see cref="LinkHolder"/>.</param>
/// <param name="Fields">Field keys; <c>*</c> is every field its holder's role may read otherwise.</param>
/// <param name="Documents">Document ids, or <c>*</c>.</param>
/// <param name="Files">Field keys whose files may be opened, or <c>*</c>.</param>
/// <param name="Masks">Shape by field key.</param>
/// <param name="Watermark">Printed over what is shown.</param>
/// <param name="Uses">How often it may be used; null without limit.</param>
/// <param name="Until">The first moment it no longer holds; null until ended otherwise.</param>
/// <param name="AfterClose">It outlives the case's end.</param>
/// <param name="EndedAt">When it was ended before its time.</param>
public sealed record Grant(
    string Id, string Kind, string To, IReadOnlyList<string> Fields, IReadOnlyList<string> Documents, IReadOnlyList<string> Files, IReadOnlyDictionary<string, string> Masks,
    string? Watermark, int? Uses, DateTimeOffset From, DateTimeOffset? Until, bool AfterClose, DateTimeOffset? EndedAt, string? Purpose)
{
    public const string All = "*";

    /// <summary>Where the link was sent of whom a link lets in; such a grant's <see cref="To"/> is nobody with an account.</summary>
    public string? Address { get; init; }

    /// <summary>As whom the holder of a grant's link comes in.</summary>
    public static string LinkHolder(string caseId, string grantId) => $"link:{caseId}:{grantId}";

    /// <param name="ended">The case has ended.</param>
    public bool HoldsAt(DateTimeOffset now, bool ended) => EndedAt is null && now >= From && (Until is not { } until || now < until) && (AfterClose || !ended);

    /// <summary>The key of its row: its last moment stands in front, so that lists find only those that hold.</summary>
    public string RowKey => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(EndedAt is null ? (Until ?? DateTimeOffset.MaxValue).UtcTicks : 0):D19}~{(AfterClose ? 'a' : '-')}~{Id}");

    /// <summary>Under which name it reaches a person.</summary>
    public string Principal => $"{Kind}:{To}";

    public bool NamesFields => Fields.Count > 0 || Masks.Count > 0;

    public bool NamesDocument(string document) => Documents.Contains(All, StringComparer.Ordinal) || Documents.Contains(document, StringComparer.Ordinal);

    public bool NamesFiles(string field) => Files.Contains(All, StringComparer.Ordinal) || Files.Contains(field, StringComparer.Ordinal);

    public bool NamesField(string key) => Fields.Contains(key, StringComparer.Ordinal) || Masks.ContainsKey(key);

    public Datum ToRow() => Address is null ? Row() : Row().With("address", Address);

    private Datum Row() => Datum.Object(
        ("kind", Kind), ("to", To), ("fields", Texts(Fields)), ("documents", Texts(Documents)), ("files", Texts(Files)),
        ("masks", Datum.Object(Masks.Select(m => KeyValuePair.Create(m.Key, Datum.Of(m.Value))))),
        ("watermark", Watermark), ("uses", Uses is { } uses ? uses : Datum.Null), ("from", Datum.Of(From)), ("until", Until is { } until ? Datum.Of(until) : Datum.Null),
        ("afterClose", AfterClose), ("id", Id), ("endedAt", EndedAt is { } ended ? Datum.Of(ended) : Datum.Null), ("purpose", Purpose));

    public static Grant Read(Datum row) => new(
        row["id"].AsText() ?? "", row["kind"].AsText() ?? "user", row["to"].AsText() ?? "", List(row["fields"]), List(row["documents"]), List(row["files"]),
        row["masks"].Members.ToDictionary(m => m.Key, m => m.Value.AsText() ?? "all", StringComparer.Ordinal),
        row["watermark"].AsText(), (int?)row["uses"].AsLong(), row["from"].AsInstant() ?? DateTimeOffset.MinValue, row["until"].AsInstant(), row["afterClose"].AsBoolean(), row["endedAt"].AsInstant(), row["purpose"].AsText()) { Address = row["address"].AsText() };

    private static Datum Texts(IReadOnlyList<string> texts) => Datum.List(texts.Select(t => Datum.Of(t)));
    private static string[] List(Datum list) => [.. list.Items.Select(i => i.AsText() ?? "")];
}
