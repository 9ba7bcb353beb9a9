using System.Globalization;
using System.Text;

namespace Workflows.Decisions.Feel;

/// <summary>A set of code points: ranges, categories, other sets, perhaps negated, perhaps less another set.</summary>
internal sealed class CharSet
{
    private readonly List<(int Low, int High)> ranges = [];
    private readonly List<Func<int, bool>> classes = [];

    public bool Negated { get; set; }

    public CharSet? Minus { get; set; }

    public void Add(int low, int high) => ranges.Add((low, high));

    public void Add(Func<int, bool> test) => classes.Add(test);

    public bool Contains(int c, bool ignoreCase)
    {
        var found = Holds(c);
        if (!found && ignoreCase)
            foreach (var variant in Variants(c))
                if (variant != c && Holds(variant)) { found = true; break; }
        if (found == Negated) return false;
        return Minus is null || !Minus.Contains(c, ignoreCase);
    }

    public static int Fold(int c, bool ignoreCase)
    {
        if (!ignoreCase) return c;
        if (c < 128) return c is >= 'A' and <= 'Z' ? c + 32 : c;
        return Rune.IsValid(c) ? Rune.ToLowerInvariant(Rune.ToUpperInvariant(new Rune(c))).Value : c;
    }

    public static Func<int, bool>? Category(string name) => name switch
    {
        "L" => c => Kind(c) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter,
        "M" => c => Kind(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark,
        "N" => c => Kind(c) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber,
        "P" => c => Kind(c) is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation,
        "Z" => c => Kind(c) is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator,
        "S" => c => Kind(c) is >= UnicodeCategory.MathSymbol and <= UnicodeCategory.OtherSymbol,
        "C" => c => Kind(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned,
        "Lu" => Is(UnicodeCategory.UppercaseLetter),
        "Ll" => Is(UnicodeCategory.LowercaseLetter),
        "Lt" => Is(UnicodeCategory.TitlecaseLetter),
        "Lm" => Is(UnicodeCategory.ModifierLetter),
        "Lo" => Is(UnicodeCategory.OtherLetter),
        "Mn" => Is(UnicodeCategory.NonSpacingMark),
        "Mc" => Is(UnicodeCategory.SpacingCombiningMark),
        "Me" => Is(UnicodeCategory.EnclosingMark),
        "Nd" => Is(UnicodeCategory.DecimalDigitNumber),
        "Nl" => Is(UnicodeCategory.LetterNumber),
        "No" => Is(UnicodeCategory.OtherNumber),
        "Pc" => Is(UnicodeCategory.ConnectorPunctuation),
        "Pd" => Is(UnicodeCategory.DashPunctuation),
        "Ps" => Is(UnicodeCategory.OpenPunctuation),
        "Pe" => Is(UnicodeCategory.ClosePunctuation),
        "Pi" => Is(UnicodeCategory.InitialQuotePunctuation),
        "Pf" => Is(UnicodeCategory.FinalQuotePunctuation),
        "Po" => Is(UnicodeCategory.OtherPunctuation),
        "Zs" => Is(UnicodeCategory.SpaceSeparator),
        "Zl" => Is(UnicodeCategory.LineSeparator),
        "Zp" => Is(UnicodeCategory.ParagraphSeparator),
        "Sm" => Is(UnicodeCategory.MathSymbol),
        "Sc" => Is(UnicodeCategory.CurrencySymbol),
        "Sk" => Is(UnicodeCategory.ModifierSymbol),
        "So" => Is(UnicodeCategory.OtherSymbol),
        "Cc" => Is(UnicodeCategory.Control),
        "Cf" => Is(UnicodeCategory.Format),
        "Co" => Is(UnicodeCategory.PrivateUse),
        "Cn" => Is(UnicodeCategory.OtherNotAssigned),
        _ => name.StartsWith("Is", StringComparison.Ordinal) && UnicodeBlocks.Find(name[2..]) is { } b ? c => c >= b.First && c <= b.Last : null,
    };

    /// <summary>The multi-character escapes \s \i \c \d \w and their complements.</summary>
    public static Func<int, bool>? Escape(char letter)
    {
        Func<int, bool>? test = char.ToLowerInvariant(letter) switch
        {
            's' => static c => c is ' ' or '\t' or '\n' or '\r',
            'd' => Is(UnicodeCategory.DecimalDigitNumber),
            'w' => static c => Kind(c) is not ((>= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation) or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned),
            'i' => static c => c is '_' or ':' || IsLetter(c),
            'c' => static c => c is '_' or ':' or '-' or '.' or 0xB7 || IsLetter(c) || Kind(c) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark,
            _ => null,
        };
        if (test is null) return null;
        return char.IsAsciiLetterUpper(letter) ? c => !test(c) : test;
    }

    private static bool IsLetter(int c) => Kind(c) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber;

    private static Func<int, bool> Is(UnicodeCategory category) => c => Kind(c) == category;

    private static UnicodeCategory Kind(int c) => c < 0x10000 ? CharUnicodeInfo.GetUnicodeCategory((char)c) : CharUnicodeInfo.GetUnicodeCategory(c);

    private bool Holds(int c)
    {
        foreach (var (low, high) in ranges)
            if (c >= low && c <= high) return true;
        foreach (var test in classes)
            if (test(c)) return true;
        return false;
    }

    private static IEnumerable<int> Variants(int c)
    {
        if (!Rune.IsValid(c)) yield break;
        var r = new Rune(c);
        yield return Rune.ToUpperInvariant(r).Value;
        yield return Rune.ToLowerInvariant(r).Value;
        yield return Fold(c, true);
        if (Fold(c, true) == 'k') yield return 0x212A;
    }
}

/// <summary>The Unicode blocks a pattern may name by \p{Is…}.</summary>
internal static class UnicodeBlocks
{
    private static readonly Dictionary<string, (int, int)> Blocks = new(StringComparer.Ordinal)
    {
        ["BasicLatin"] = (0x0, 0x7F), ["Latin-1Supplement"] = (0x80, 0xFF), ["LatinExtended-A"] = (0x100, 0x17F),
        ["LatinExtended-B"] = (0x180, 0x24F), ["IPAExtensions"] = (0x250, 0x2AF), ["SpacingModifierLetters"] = (0x2B0, 0x2FF),
        ["CombiningDiacriticalMarks"] = (0x300, 0x36F), ["Greek"] = (0x370, 0x3FF), ["GreekandCoptic"] = (0x370, 0x3FF),
        ["Cyrillic"] = (0x400, 0x4FF), ["CyrillicSupplement"] = (0x500, 0x52F), ["Armenian"] = (0x530, 0x58F),
        ["Hebrew"] = (0x590, 0x5FF), ["Arabic"] = (0x600, 0x6FF), ["Syriac"] = (0x700, 0x74F), ["Thaana"] = (0x780, 0x7BF),
        ["Devanagari"] = (0x900, 0x97F), ["Bengali"] = (0x980, 0x9FF), ["Gurmukhi"] = (0xA00, 0xA7F), ["Gujarati"] = (0xA80, 0xAFF),
        ["Oriya"] = (0xB00, 0xB7F), ["Tamil"] = (0xB80, 0xBFF), ["Telugu"] = (0xC00, 0xC7F), ["Kannada"] = (0xC80, 0xCFF),
        ["Malayalam"] = (0xD00, 0xD7F), ["Sinhala"] = (0xD80, 0xDFF), ["Thai"] = (0xE00, 0xE7F), ["Lao"] = (0xE80, 0xEFF),
        ["Tibetan"] = (0xF00, 0xFFF), ["Myanmar"] = (0x1000, 0x109F), ["Georgian"] = (0x10A0, 0x10FF), ["HangulJamo"] = (0x1100, 0x11FF),
        ["Ethiopic"] = (0x1200, 0x137F), ["Cherokee"] = (0x13A0, 0x13FF), ["Khmer"] = (0x1780, 0x17FF), ["Mongolian"] = (0x1800, 0x18AF),
        ["LatinExtendedAdditional"] = (0x1E00, 0x1EFF), ["GreekExtended"] = (0x1F00, 0x1FFF), ["GeneralPunctuation"] = (0x2000, 0x206F),
        ["SuperscriptsandSubscripts"] = (0x2070, 0x209F), ["CurrencySymbols"] = (0x20A0, 0x20CF), ["CombiningMarksforSymbols"] = (0x20D0, 0x20FF),
        ["LetterlikeSymbols"] = (0x2100, 0x214F), ["NumberForms"] = (0x2150, 0x218F), ["Arrows"] = (0x2190, 0x21FF),
        ["MathematicalOperators"] = (0x2200, 0x22FF), ["MiscellaneousTechnical"] = (0x2300, 0x23FF), ["ControlPictures"] = (0x2400, 0x243F),
        ["OpticalCharacterRecognition"] = (0x2440, 0x245F), ["EnclosedAlphanumerics"] = (0x2460, 0x24FF), ["BoxDrawing"] = (0x2500, 0x257F),
        ["BlockElements"] = (0x2580, 0x259F), ["GeometricShapes"] = (0x25A0, 0x25FF), ["MiscellaneousSymbols"] = (0x2600, 0x26FF),
        ["Dingbats"] = (0x2700, 0x27BF), ["BraillePatterns"] = (0x2800, 0x28FF), ["CJKRadicalsSupplement"] = (0x2E80, 0x2EFF),
        ["KangxiRadicals"] = (0x2F00, 0x2FDF), ["IdeographicDescriptionCharacters"] = (0x2FF0, 0x2FFF), ["CJKSymbolsandPunctuation"] = (0x3000, 0x303F),
        ["Hiragana"] = (0x3040, 0x309F), ["Katakana"] = (0x30A0, 0x30FF), ["Bopomofo"] = (0x3100, 0x312F),
        ["HangulCompatibilityJamo"] = (0x3130, 0x318F), ["Kanbun"] = (0x3190, 0x319F), ["BopomofoExtended"] = (0x31A0, 0x31BF),
        ["KatakanaPhoneticExtensions"] = (0x31F0, 0x31FF), ["EnclosedCJKLettersandMonths"] = (0x3200, 0x32FF), ["CJKCompatibility"] = (0x3300, 0x33FF),
        ["CJKUnifiedIdeographsExtensionA"] = (0x3400, 0x4DBF), ["CJKUnifiedIdeographs"] = (0x4E00, 0x9FFF), ["YiSyllables"] = (0xA000, 0xA48F),
        ["YiRadicals"] = (0xA490, 0xA4CF), ["HangulSyllables"] = (0xAC00, 0xD7AF), ["PrivateUse"] = (0xE000, 0xF8FF),
        ["PrivateUseArea"] = (0xE000, 0xF8FF), ["CJKCompatibilityIdeographs"] = (0xF900, 0xFAFF), ["AlphabeticPresentationForms"] = (0xFB00, 0xFB4F),
        ["ArabicPresentationForms-A"] = (0xFB50, 0xFDFF), ["VariationSelectors"] = (0xFE00, 0xFE0F), ["CombiningHalfMarks"] = (0xFE20, 0xFE2F),
        ["CJKCompatibilityForms"] = (0xFE30, 0xFE4F), ["SmallFormVariants"] = (0xFE50, 0xFE6F), ["ArabicPresentationForms-B"] = (0xFE70, 0xFEFF),
        ["HalfwidthandFullwidthForms"] = (0xFF00, 0xFFEF), ["Specials"] = (0xFFF0, 0xFFFF), ["OldItalic"] = (0x10300, 0x1032F),
        ["Gothic"] = (0x10330, 0x1034F), ["Deseret"] = (0x10400, 0x1044F), ["ByzantineMusicalSymbols"] = (0x1D000, 0x1D0FF),
        ["MusicalSymbols"] = (0x1D100, 0x1D1FF), ["MathematicalAlphanumericSymbols"] = (0x1D400, 0x1D7FF), ["Emoticons"] = (0x1F600, 0x1F64F),
        ["CJKUnifiedIdeographsExtensionB"] = (0x20000, 0x2A6DF), ["CJKCompatibilityIdeographsSupplement"] = (0x2F800, 0x2FA1F), ["Tags"] = (0xE0000, 0xE007F),
    };

    public static (int First, int Last)? Find(string name) => Blocks.TryGetValue(name, out var b) ? b : null;
}
