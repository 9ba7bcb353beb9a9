using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;

namespace Workflows.Cases.Forms;

/// <summary>A form: pages of fields with their rules. One definition for portal, counter, tablet, API and preview.</summary>
public sealed record FormSpec : IDeclared
{
    public required string Id { get; init; }
    public IReadOnlyList<string> Aliases { get; init; } = [];
    public required Label Title { get; init; }
    public int Version { get; init; } = 1;
    /// <summary>Hours after which an idle draft is deleted; null: never.</summary>
    public int? DraftHours { get; init; }
    /// <summary>The table whose one row may be given as plain keys; null: none.</summary>
    public string? Single { get; init; }
    public IReadOnlyList<LookupSpec> Lookups { get; init; } = [];
    public IReadOnlyList<CheckSpec> Checks { get; init; } = [];
    public required IReadOnlyList<PageSpec> Pages { get; init; }
    public IReadOnlyList<DeriveSpec> Derive { get; init; } = [];

    Label IDeclared.Label => Title;

    /// <summary>All fields in the order of the pages, headings and explanations too.</summary>
    public IEnumerable<FieldSpec> Fields => Pages.SelectMany(p => p.Fields);

    public FieldSpec? Field(string key) => Fields.FirstOrDefault(f => f.Key == key);
}

public sealed record PageSpec(string Id, Label Title, Label? Help, IReadOnlyList<FieldSpec> Fields);

/// <summary>
/// What a field holds. Values: yesno, consent = boolean; number, money, scale = number; date = YYYY-MM-DD; table, file = list of objects;
/// multichoice = list of text; matrix = option by item key; daterange, timerange = <c>{from, to}</c>, timeranges = a list of them; languages = text by language;
/// geometry = GeoJSON; the rest text.
/// </summary>
public enum FieldType
{
    Text, Kana, Number, Money, Date, Time, Datetime, Choice, Multichoice, Yesno, Address, Postal, Phone, Email, Bank, Branch, Account, Corporate,
    File, Photo, Signature, Location, Table, Lookup, Calculated, Consent, Heading, Explanation, Code,
    Scale, Matrix, Daterange, Timerange, Timeranges, Richtext, Languages, Secret, Mynumber, Rule, Scan, Geometry,
}

/// <summary>A field of a form, of a table's row, or of the case (program.json <c>fields</c>).</summary>
public sealed record FieldSpec : IDeclared
{
    public required string Key { get; init; }
    public required Label Label { get; init; }
    public Label? Help { get; init; }
    public required FieldType Type { get; init; }
    /// <summary>True when it must be given; <c>true</c> and <c>false</c> are literals. Hidden fields are never required.</summary>
    public Feel? Required { get; init; }
    public Label? RequiredMessage { get; init; }
    /// <summary>Null: always. A hidden field's value is dropped.</summary>
    public Feel? Visible { get; init; }
    public Feel? ReadOnly { get; init; }
    public Feel? Default { get; init; }
    public PrefillSpec? Prefill { get; init; }
    /// <summary>A regular expression the whole normalised text must match.</summary>
    public string? Pattern { get; init; }
    /// <summary>Said when pattern, digits, length, range, kind of value or option do not fit.</summary>
    public Label? Message { get; init; }
    public int? MinLength { get; init; }
    public int? MaxLength { get; init; }
    /// <summary>Inclusive; numbers, or FEEL giving a number or date.</summary>
    public Feel? Min { get; init; }
    public Feel? Max { get; init; }
    /// <summary>Exact number of digits; with <see cref="PadLeft"/> at most so many, padded with zeros.</summary>
    public int? Digits { get; init; }
    public bool PadLeft { get; init; }
    /// <summary>kana, katakana, digits, wide, narrow, zengin, none; null: by type.</summary>
    public string? Normalize { get; init; }
    /// <summary>A preset of <see cref="CheckDigitKinds"/> the digits must satisfy; null: none besides the type's own.</summary>
    public string? CheckDigit { get; init; }
    /// <summary>The rows of a matrix, each answered by one of the options.</summary>
    public IReadOnlyList<MatrixItemSpec> Items { get; init; } = [];
    /// <summary>A matrix takes a note an item, under <c>notes</c>.</summary>
    public bool Notes { get; init; }
    /// <summary>Languages of a text in several (ja, en, zh …); the first is the one that must be there.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];
    /// <summary>Kinds of shape a geometry may be: Point, LineString, Polygon.</summary>
    public IReadOnlyList<string> Shapes { get; init; } = [];
    /// <summary>Fields filled from a register's record of this field's value (〒 → 住所).</summary>
    public FillSpec? Fill { get; init; }
    /// <summary>How often a wrong secret may be tried; null: as often as wanted.</summary>
    public TriesSpec? Tries { get; init; }
    public IReadOnlyList<RuleSpec> Rules { get; init; } = [];
    public IReadOnlyList<OptionSpec> Options { get; init; } = [];
    public OptionsFromSpec? OptionsFrom { get; init; }
    public IReadOnlyList<FieldSpec> Columns { get; init; } = [];
    public int? MinRows { get; init; }
    public int? MaxRows { get; init; }
    /// <summary>For files: media types, bytes a file, number of files.</summary>
    public IReadOnlyList<string> Accept { get; init; } = [];
    public long? MaxBytes { get; init; }
    public int? MaxFiles { get; init; }
    /// <summary>FEEL of a calculated field.</summary>
    public Feel? Value { get; init; }
    /// <summary>Never stored outside the vault; always so of a secret and of a 個人番号.</summary>
    public bool Transient { get; init; }
    /// <summary>Known to nobody but the person and where it is passed on to.</summary>
    public bool IsSecret => Type is FieldType.Secret or FieldType.Mynumber;
    public PrivacySpec? Privacy { get; init; }
    public bool Searchable { get; init; }

    string IDeclared.Id => Key;
    IReadOnlyList<string> IDeclared.Aliases => [];

    /// <summary>Choices a matrix offers for an item.</summary>
    public IReadOnlyList<OptionSpec> OptionsOf(MatrixItemSpec item) => item.Options ?? Options;
    /// <summary>The least and greatest point of a scale.</summary>
    public (int Least, int Most) Points => (Point(Min, 1), Point(Max, 5));
    private static int Point(Feel? bound, int otherwise) => int.TryParse(bound?.Text, System.Globalization.CultureInfo.InvariantCulture, out var point) ? point : otherwise;

    /// <summary>The person must show by a one-time code that the address is theirs.</summary>
    public bool Verify { get; init; }
    /// <summary>Headings and explanations hold no value.</summary>
    public bool HoldsValue => Type is not (FieldType.Heading or FieldType.Explanation);
    public FieldSpec? Column(string key) => Columns.FirstOrDefault(c => c.Key == key);
}

/// <param name="Source">Where the value comes from, shown beside the field.</param>
/// <param name="Lock">The person cannot change it.</param>
public sealed record PrefillSpec(Feel Value, Label? Source, bool Lock);

/// <summary>Where records give one and the same value, it is filled in; a person may change it.</summary>
/// <param name="By">The register's field that holds this field's value.</param>
/// <param name="Set">Field of the form → FEEL over <c>record</c>.</param>
public sealed record FillSpec(string Register, string By, IReadOnlyList<NamedFeel> Set, Label? Source)
{
    /// <summary>The look-up a filling is read by.</summary>
    public static string LookupOf(string key) => "fill_" + key;
}

/// <param name="Options">Null: the matrix's own.</param>
public sealed record MatrixItemSpec(string Key, Label Label, IReadOnlyList<OptionSpec>? Options);

/// <param name="Limit">Wrong answers a person may give within <paramref name="Within"/>.</param>
public sealed record TriesSpec(int Limit, TimeSpan Within);

/// <param name="Valid">Must be true; false and null refuse. Asked only when the field has a value: an empty one is the matter of <c>required</c>.</param>
public sealed record RuleSpec(Feel Valid, TextTemplate Message, IReadOnlyList<LookupSpec> Lookups);

public sealed record OptionSpec(string Value, Label Label);

/// <summary>Options taken from a register's records.</summary>
/// <param name="Value">The record's field that is the option's value; <paramref name="Label"/>: the one shown (FEEL over the record's fields).</param>
/// <param name="DisabledWhen">FEEL over the record's fields; a disabled option is shown but cannot be chosen.</param>
public sealed record OptionsFromSpec(string Register, IReadOnlyList<NamedFeel> Where, string Value, Feel Label, Feel? DisabledWhen);

/// <summary>Fields a decision fills from others.</summary>
/// <param name="From">Runs when all of these have values (inside a table when they are its columns).</param>
/// <param name="Set">Field → output name of the decision.</param>
/// <param name="Lock">What it set cannot be changed; a contradicting value is overwritten.</param>
/// <param name="Error">Output whose text, when not null, is an error at <paramref name="ErrorField"/>; then nothing is set.</param>
public sealed record DeriveSpec(
    IReadOnlyList<string> From, string Decision, IReadOnlyList<NamedFeel> Input, IReadOnlyDictionary<string, string> Set,
    bool Lock, string? Error, string? ErrorField);
