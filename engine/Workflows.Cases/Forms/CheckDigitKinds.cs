using Workflows.Decisions.Functions.Checks;

namespace Workflows.Cases.Forms;

/// <summary>Check digits a field can name in <c>checkDigit</c>.</summary>
internal static class CheckDigitKinds
{
    private static readonly SortedDictionary<string, Func<string, bool>> Known = new(StringComparer.Ordinal)
    {
        ["gs1"] = CheckDigits.IsGs1,
        ["corporate"] = CheckDigits.IsCorporateNumber,
        ["mynumber"] = CheckDigits.IsPersonalNumber,
        ["municipality"] = CheckDigits.IsMunicipalityCode,
        ["certificate"] = CheckDigits.IsCertificateNumber,
        ["luhn"] = IsLuhn,
    };

    public static IReadOnlyCollection<string> Names => Known.Keys;

    public static bool Holds(string kind, string text) => Known[kind](text);

    /// <summary>Modulus 10 with every second digit doubled (card numbers).</summary>
    private static bool IsLuhn(string text)
    {
        if (text.Length < 2 || !text.All(char.IsAsciiDigit)) return false;
        var sum = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var digit = (text[^(i + 1)] - '0') * (i % 2 == 0 ? 1 : 2);
            sum += digit > 9 ? digit - 9 : digit;
        }
        return sum % 10 == 0;
    }
}
