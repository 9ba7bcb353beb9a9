using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Workflows.Decisions.Calendars;
using Workflows.Decisions.Functions.Bank;
using Workflows.Decisions.Functions.Checks;
using Workflows.Decisions.Functions.Text;
using Workflows.Engine.Data;

namespace Workflows.Cases.Forms;

/// <summary>
/// Makes a field's value of what was given (a JSON value, or the text of an HTML input): the field's kind of value, normalised.
/// Null is "nothing given". What cannot be read comes back as given with a message.
/// </summary>
internal static partial class FieldReader
{
    public static (Datum Value, string? Error) Read(FieldSpec field, Datum raw)
    {
        if (raw.IsNull || (raw.Kind == DatumKind.Text && raw.AsText()!.Trim().Length == 0)) return (Datum.Null, null);
        // A transient value has gone to the vault before it came here.
        if (field.Transient && SealedValues.IsSealed(raw)) return (raw, null);
        return field.Type switch
        {
            FieldType.Number or FieldType.Money or FieldType.Scale => Number(field, raw),
            FieldType.Matrix => FieldShapes.Matrix(field, raw),
            FieldType.Daterange or FieldType.Timerange => FieldShapes.Range(field, raw),
            FieldType.Timeranges => FieldShapes.Ranges(field, raw),
            FieldType.Languages => FieldShapes.Languages(field, raw),
            FieldType.Geometry => FieldShapes.Geometry(field, raw),
            FieldType.Yesno or FieldType.Consent => Flag(field, raw),
            FieldType.Date => Date(field, raw),
            FieldType.Datetime => Instant(field, raw),
            FieldType.Time => Time(field, raw),
            FieldType.Multichoice => Several(field, raw),
            FieldType.File or FieldType.Photo => Files(field, raw),
            FieldType.Location => Place(field, raw),
            FieldType.Table => raw.Kind == DatumKind.List ? (raw, null) : (raw, FormMessages.Shape(field)),
            FieldType.Calculated => (raw, null),
            FieldType.Heading or FieldType.Explanation => (Datum.Null, null),
            FieldType.Signature when raw.Kind == DatumKind.Object => (raw, null),
            _ => Text(field, raw),
        };
    }

    private static (Datum, string?) Text(FieldSpec field, Datum raw)
    {
        if (raw.Kind is DatumKind.Object or DatumKind.List) return (raw, FormMessages.Shape(field));
        var text = raw.AsText()!.ReplaceLineEndings("\n").Trim();
        if (text.EnumerateRunes().Any(r => Rune.IsControl(r) && r.Value is not ('\n' or '\t')))
            return (text, FormMessages.BadCharacter(field));
        switch (field.Normalize ?? Usual(field.Type))
        {
            case "kana": text = WideKana(text); break;
            case "katakana": text = Kana.ToKatakana(WideKana(text)); break;
            case "wide": text = Widen(text); break;
            case "narrow": text = UnicodeText.Nfkc(text); break;
            case "digits": text = CheckDigits.Clean(text).TrimStart('〒'); break;
            case "width": text = NarrowDigits(text); break;
            case "zengin":
                if (ZenginText.Convert(text, new ZenginTextOptions()).Text is not { } zengin) return (text, field.Message?.Ja ?? FormMessages.BadCharacter(field));
                text = zengin;
                break;
        }
        var digits = field.Digits ?? UsualDigits(field.Type);
        if (digits is { } count && (field.PadLeft || field.Type == FieldType.Account) && text.Length > 0 && text.Length < count && text.All(char.IsAsciiDigit))
            text = text.PadLeft(count, '0');
        return (text, null);
    }

    /// <summary>What is wrong with a normalised text value; null when nothing is.</summary>
    public static string? CheckText(FieldSpec field, string text)
    {
        if (field.Type == FieldType.Kana && field.Pattern is null && !KanaText().IsMatch(text)) return FormMessages.Kana(field);
        if (field.Type == FieldType.Email && !IsEmail(text)) return FormMessages.Shape(field);
        if (field.Type == FieldType.Phone && !PhoneText().IsMatch(text.Replace("-", "", StringComparison.Ordinal))) return FormMessages.Shape(field);
        if ((field.Digits ?? UsualDigits(field.Type)) is { } digits && (text.Length != digits || !text.All(char.IsAsciiDigit)))
            return FormMessages.Digits(field, digits, field.PadLeft || field.Type == FieldType.Account);
        if ((field.CheckDigit ?? UsualCheck(field.Type)) is { } kind && !CheckDigitKinds.Holds(kind, text)) return FormMessages.CheckDigit(field);
        if (field.Type == FieldType.Rule && FieldShapes.CheckRule(field, text) is { } unread) return unread;
        if (field.Type == FieldType.Richtext && !RichText.IsSound(text)) return FormMessages.Markup(field);
        var length = text.EnumerateRunes().Count(r => Rune.GetUnicodeCategory(r) != UnicodeCategory.NonSpacingMark);
        if (length > field.MaxLength) return FormMessages.TooLong(field, field.MaxLength.Value);
        if (length < field.MinLength) return FormMessages.TooShort(field, field.MinLength.Value);
        return field.Pattern is { } pattern && !Regex.IsMatch(text, $"^(?:{pattern})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)) ? FormMessages.Shape(field) : null;
    }

    public static string? CheckFiles(FieldSpec field, Datum files)
    {
        if (files.Items.Length > field.MaxFiles) return FormMessages.TooManyFiles(field, field.MaxFiles.Value);
        foreach (var file in files.Items)
        {
            if (file["size"].AsLong() > field.MaxBytes) return FormMessages.FileTooBig(field, field.MaxBytes.Value);
            var type = file["type"].AsText() ?? "";
            if (field.Accept.Count > 0 && !field.Accept.Any(a => a.EndsWith("/*", StringComparison.Ordinal) ? type.StartsWith(a[..^1], StringComparison.Ordinal) : a == type))
                return FormMessages.FileKind(field);
        }
        return null;
    }

    private static (Datum, string?) Number(FieldSpec field, Datum raw)
    {
        if (raw.Kind is not (DatumKind.Number or DatumKind.Text)) return (raw, FormMessages.Number(field));
        var text = raw.Kind == DatumKind.Number ? raw.AsText()! : UnicodeText.Nfkc(raw.AsText()!).Trim().Replace(",", "", StringComparison.Ordinal).TrimStart('¥').TrimEnd('円');
        if (!NumberText().IsMatch(text) || !decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || (field.Type == FieldType.Money && number != decimal.Truncate(number)))
            return (raw, FormMessages.Number(field));
        return (Datum.Of(Trimmed(number)), null);
    }

    private static decimal Trimmed(decimal number) => number == decimal.Truncate(number) ? decimal.Truncate(number) : number / 1.000000000000000000000000000000m;

    private static (Datum, string?) Flag(FieldSpec field, Datum raw) => raw.Kind switch
    {
        DatumKind.Boolean => (raw, null),
        DatumKind.Text => raw.AsText()!.Trim() switch
        {
            "true" or "on" or "1" or "はい" => (true, null),
            "false" or "off" or "0" or "いいえ" => (false, null),
            _ => (raw, FormMessages.NotInOptions(field)),
        },
        _ => (raw, FormMessages.NotInOptions(field)),
    };

    private static (Datum, string?) Date(FieldSpec field, Datum raw)
    {
        if (raw.Kind is not (DatumKind.Text or DatumKind.Number)) return (raw, FormMessages.Date(field));
        var text = UnicodeText.Nfkc(raw.AsText()!).Trim();
        if (DateOnly.TryParseExact(text, ["yyyy-MM-dd", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            || (WarekiDate.TryParse(text, out var wareki, out var why) && (date = wareki.Date) != default))
            return (date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), null);
        // With an era the calendar knows better what is wrong (平成31年5月1日 is 令和元年5月1日).
        return (raw, text.Length > 0 && !char.IsAsciiDigit(text[0]) && why is not null ? FormMessages.DateWith(field, why) : FormMessages.Date(field));
    }

    private static (Datum, string?) Instant(FieldSpec field, Datum raw)
    {
        if (raw.Kind != DatumKind.Text) return (raw, FormMessages.Date(field));
        var text = raw.AsText()!.Trim().Replace(' ', 'T');
        if (DateTime.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return (local.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + "+09:00", null);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? (at.ToOffset(Japan.Offset).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture), null) : (raw, FormMessages.Date(field));
    }

    private static (Datum, string?) Time(FieldSpec field, Datum raw) =>
        TimeOnly.TryParseExact(UnicodeText.Nfkc(raw.AsText()!).Trim(), ["HH:mm", "H:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? (time.ToString("HH:mm", CultureInfo.InvariantCulture), null) : (raw, FormMessages.Time(field));

    private static (Datum, string?) Several(FieldSpec field, Datum raw)
    {
        var items = raw.Kind == DatumKind.List ? raw.Items : [raw];
        if (items.Any(i => i.Kind is DatumKind.Object or DatumKind.List or DatumKind.Null)) return (raw, FormMessages.NotInOptions(field));
        var chosen = items.Select(i => i.AsText()!.Trim()).Where(t => t.Length > 0).Distinct(StringComparer.Ordinal).Select(t => Datum.Of(t)).ToList();
        return (chosen.Count == 0 ? Datum.Null : Datum.List(chosen), null);
    }

    private static (Datum, string?) Files(FieldSpec field, Datum raw)
    {
        var files = raw.Kind == DatumKind.List ? raw.Items : [raw];
        if (files.Any(f => f.Kind != DatumKind.Object || f["id"].AsText() is not { Length: > 0 })) return (raw, FormMessages.Shape(field));
        return (files.Length == 0 ? Datum.Null : Datum.List(files), null);
    }

    /// <summary>A place as it is, or typed as <c>緯度,経度</c>.</summary>
    private static (Datum, string?) Place(FieldSpec field, Datum raw) =>
        raw.Kind == DatumKind.Text ? FieldShapes.Place(field, raw) : raw["lat"].AsDecimal() is >= -90 and <= 90 && raw["lng"].AsDecimal() is >= -180 and <= 180 ? (raw, null) : (raw, FormMessages.Shape(field));

    private static string? Usual(FieldType type) => type switch
    {
        FieldType.Kana => "kana",
        FieldType.Postal or FieldType.Bank or FieldType.Branch or FieldType.Account or FieldType.Corporate or FieldType.Mynumber => "digits",
        FieldType.Secret or FieldType.Scan or FieldType.Email => "narrow",
        FieldType.Phone => "width",
        _ => null,
    };

    private static int? UsualDigits(FieldType type) => type switch
    {
        FieldType.Postal or FieldType.Account => 7,
        FieldType.Bank => 4,
        FieldType.Branch => 3,
        FieldType.Corporate => 13,
        FieldType.Mynumber => 12,
        _ => null,
    };

    private static string? UsualCheck(FieldType type) => type switch { FieldType.Corporate => "corporate", FieldType.Mynumber => "mynumber", _ => null };

    /// <summary>Half-width katakana become full-width, with their marks joined; all else stays.</summary>
    private static string WideKana(string text) => HalfKana().Replace(text, m => UnicodeText.Nfkc(m.Value));

    /// <summary>ASCII, its space and half-width katakana as full-width characters.</summary>
    private static string Widen(string text) => string.Concat(WideKana(text).Select(c => c == ' ' ? '　' : c is > ' ' and <= '~' ? (char)(c + 0xFEE0) : c));

    private static string NarrowDigits(string text) =>
        string.Concat(text.Select(c => c is >= '０' and <= '９' ? (char)(c - '０' + '0') : c is '－' or '‐' or '−' or '–' or 'ー' ? '-' : c == '＋' ? '+' : c).Where(c => c is not (' ' or '　')));

    /// <summary>An address as it is kept, whatever width it was typed in.</summary>
    public static string PlainEmail(string typed) => UnicodeText.Nfkc(typed).Trim();

    public static bool IsEmail(string text) => text.Length <= 254 && EmailText().IsMatch(text);

    [GeneratedRegex("[｡-ﾟ]+")]
    private static partial Regex HalfKana();
    [GeneratedRegex("^[ァ-ヺー・ヽヾ 　]+$")]
    private static partial Regex KanaText();
    [GeneratedRegex(@"^[\x21-\x3f\x41-\x7e]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]
    private static partial Regex EmailText();
    [GeneratedRegex(@"^(0[0-9]{9,10}|\+[0-9]{8,15})$")]
    private static partial Regex PhoneText();
    [GeneratedRegex(@"^[+-]?[0-9]{1,18}(\.[0-9]{1,9})?$")]
    private static partial Regex NumberText();
}
