using Workflows.Decisions.Functions.Text;

namespace Workflows.Decisions.Functions.Checks;

/// <summary>Which end of the digits the first weight belongs to.</summary>
public enum WeightFrom
{
    /// <summary>The leftmost digit.</summary>
    Left,

    /// <summary>The lowest digit.</summary>
    Right,
}

/// <summary>How the check digit comes from the weighted sum and the modulus.</summary>
public enum CheckRule
{
    /// <summary>modulus − (sum mod modulus), and 0 when that equals the modulus (GS1, JAN).</summary>
    Complement,

    /// <summary>modulus − (sum mod modulus) as it is, never 0 (法人番号).</summary>
    ComplementNoZero,

    /// <summary>modulus − remainder, but 0 for a remainder of 0 or 1 (個人番号).</summary>
    ComplementLowZero,

    /// <summary>The last digit of modulus − (sum mod modulus) (全国地方公共団体コード).</summary>
    ComplementLastDigit,

    /// <summary>The remainder itself (証明番号).</summary>
    Remainder,
}

/// <summary>
/// 検査数字: check digits as weighted sums. Digits only; anything else is an error for <see cref="Compute"/> and false for the checks.
/// </summary>
public static class CheckDigits
{
    private static readonly int[] Gs1Weights = [3, 1];
    private static readonly int[] CorporateWeights = [1, 2];
    private static readonly int[] PersonalWeights = [2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6];
    private static readonly int[] MunicipalityWeights = [6, 5, 4, 3, 2];
    private static readonly int[] CertificateWeights = [2, 3, 4, 5, 6, 7, 1];

    /// <summary>The check value of the digits; weights are repeated as often as needed.</summary>
    public static int Compute(string digits, IReadOnlyList<int> weights, int modulus, CheckRule rule, WeightFrom from)
    {
        if (digits.Length == 0 || !IsDigits(digits) || weights.Count == 0 || modulus < 2)
        {
            throw new FunctionException(
                $"検査数字を計算できません（{digits}）。数字の列、1つ以上の重み、2以上の法を与えてください。",
                $"Cannot compute a check digit of '{digits}'; give digits, at least one weight and a modulus of 2 or more.");
        }

        long sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var place = from == WeightFrom.Left ? i : digits.Length - 1 - i;
            sum += (long)(digits[i] - '0') * weights[place % weights.Count];
        }

        var remainder = (int)(sum % modulus);
        return rule switch
        {
            CheckRule.Complement => (modulus - remainder) % modulus,
            CheckRule.ComplementNoZero => modulus - remainder,
            CheckRule.ComplementLowZero => remainder <= 1 ? 0 : modulus - remainder,
            CheckRule.ComplementLastDigit => (modulus - remainder) % 10,
            _ => remainder,
        };
    }

    /// <summary>GS1 (barcodes of 納付書, JAN): modulus 10, weights 3, 1 from the right. The last digit is the check digit.</summary>
    public static bool IsGs1(string text) => HasCheckLast(text, 2, 80, d => Compute(d, Gs1Weights, 10, CheckRule.Complement, WeightFrom.Right));

    /// <summary>The barcode text with its GS1 check digit put behind.</summary>
    public static string AppendGs1(string digits) => digits + Compute(digits, Gs1Weights, 10, CheckRule.Complement, WeightFrom.Right);

    /// <summary>法人番号, 13 digits, the first is the check digit (法人番号の指定等に関する省令2条).</summary>
    public static bool IsCorporateNumber(string text) =>
        text.Length == 13 && IsDigits(text)
        && Compute(text[1..], CorporateWeights, 9, CheckRule.ComplementNoZero, WeightFrom.Right) == text[0] - '0';

    /// <summary>個人番号, 12 digits, the last is the check digit (番号法施行令8条, 同省令5条).</summary>
    public static bool IsPersonalNumber(string text) =>
        text.Length == 12 && HasCheckLast(text, 12, 12, d => Compute(d, PersonalWeights, 11, CheckRule.ComplementLowZero, WeightFrom.Right));

    /// <summary>全国地方公共団体コード, 6 digits, the last is the check digit.</summary>
    public static bool IsMunicipalityCode(string text) =>
        HasCheckLast(text, 6, 6, d => Compute(d, MunicipalityWeights, 11, CheckRule.ComplementLastDigit, WeightFrom.Left));

    /// <summary>
    /// 団体コード in the five digits kept by the product: five digits as they are, six after the check digit is proved; null when it is wrong.
    /// </summary>
    public static string? MunicipalityFiveDigits(string text) =>
        text.Length == 5 && IsDigits(text) ? text : IsMunicipalityCode(text) ? text[..5] : null;

    /// <summary>The two check digits of a certificate number, over year and serial (weights 2…7, 1 from the left, modulus 97).</summary>
    public static string CertificateCheck(string yearAndSerial) =>
        Compute(yearAndSerial, CertificateWeights, 97, CheckRule.Remainder, WeightFrom.Left).ToString("00");

    /// <summary>証明番号 such as B01-2026-0000001-47.</summary>
    public static bool IsCertificateNumber(string text)
    {
        var parts = text.Split('-');
        return parts is [{ Length: > 0 }, { Length: 4 }, { Length: 7 }, { Length: 2 }]
            && IsDigits(parts[1] + parts[2] + parts[3])
            && CertificateCheck(parts[1] + parts[2]) == parts[3];
    }

    /// <summary>Folds full-width digits and drops hyphens and spaces that people type into numbers.</summary>
    public static string Clean(string text) =>
        string.Concat(UnicodeText.Nfkc(text).Where(c => c is not (' ' or '-' or '‐' or '−' or '–' or 'ー')));

    private static bool HasCheckLast(string text, int minimum, int maximum, Func<string, int> compute) =>
        text.Length >= minimum && text.Length <= maximum && IsDigits(text) && compute(text[..^1]) == text[^1] - '0';

    private static bool IsDigits(string text) => text.All(char.IsAsciiDigit);
}
