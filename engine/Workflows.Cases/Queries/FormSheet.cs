using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Queries;

/// <summary>
/// A form judged with the values it has: what shows, what is asked, what is filled in and locked, what is wrong. All that a page or an API client needs to draw it.
/// </summary>
/// <param name="Values">The values after normalising, deriving and prefilling.</param>
/// <param name="Errors">Findings that belong to no single field.</param>
public sealed record FormSheet(string Form, Label Title, int Version, IReadOnlyList<SheetPage> Pages, Datum Values, IReadOnlyList<string> Errors)
{
    /// <summary>What may be wrong and does not refuse; found once nothing else is wrong.</summary>
    public IReadOnlyList<FormWarning> Warnings { get; init; } = [];

    /// <summary>All findings, whole-form ones under an empty field key.</summary>
    public IEnumerable<FieldError> AllErrors() =>
        Errors.Select(e => new FieldError("", e)).Concat(Pages.SelectMany(p => p.Fields).SelectMany(f => f.AllErrors()));
}

public sealed record SheetPage(string Id, Label Title, Label? Help, bool Visible, IReadOnlyList<SheetField> Fields)
{
    public bool HasErrors => Fields.Any(f => f.AllErrors().Any());
}

/// <summary>A field as it stands now.</summary>
/// <param name="Path">How errors and inputs name it: the key, or <c>lines[1].noticeNo</c> inside a table (rows from 1).</param>
/// <param name="Type">As in docs/package-format.md §3.</param>
/// <param name="Locked">Filled in by a rule or read-only: shown, not asked.</param>
/// <param name="Source">Where a filled-in value comes from (納付書).</param>
/// <param name="Derives">Giving this field fills others in: a button reads it without going on.</param>
/// <param name="Rows">For a table: its rows' fields.</param>
/// <param name="Columns">For a table: an empty row's fields.</param>
public sealed record SheetField(
    string Key, string Path, Label Label, string Type, Label? Help, bool Required, bool Visible, bool Locked, string? Source, Datum Value,
    IReadOnlyList<SheetOption> Options, IReadOnlyList<string> Errors, bool Derives = false,
    int? MaxLength = null, decimal? Min = null, decimal? Max = null,
    IReadOnlyList<IReadOnlyList<SheetField>>? Rows = null, IReadOnlyList<SheetField>? Columns = null, int MinRows = 0, int MaxRows = 0)
{
    /// <summary>Asked, passed on, never kept: what was given already is not shown again.</summary>
    public bool Transient { get; init; }
    /// <summary>The rows of a matrix.</summary>
    public IReadOnlyList<SheetItem> Items { get; init; } = [];
    public bool Notes { get; init; }
    public IReadOnlyList<string> Languages { get; init; } = [];
    /// <summary>Other fields follow from this one's value (〒 → 住所).</summary>
    public bool Fills { get; init; }
    /// <summary>What else is asked, offered or worked out changes with this one's value.</summary>
    public bool Steers { get; init; }
    /// <summary>The address is confirmed by a one-time code before the form is taken.</summary>
    public bool Verify { get; init; }

    public IEnumerable<FieldError> AllErrors() =>
        Errors.Select(e => new FieldError(Path, e)).Concat((Rows ?? []).SelectMany(r => r).SelectMany(f => f.AllErrors()));
}

/// <summary>A row of a matrix.</summary>
public sealed record SheetItem(string Key, string Label, IReadOnlyList<SheetOption> Options);

/// <param name="Disabled">Shown, cannot be chosen; the label says why.</param>
public sealed record SheetOption(string Value, string Label, bool Disabled = false);
