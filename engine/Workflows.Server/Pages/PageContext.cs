using Workflows.Cases.Commands;
using Workflows.Cases.Packages;
using Workflows.Cases.Queries.Handlers;
using Workflows.Engine.Data;

namespace Workflows.Server.Pages;

/// <summary>What every page needs to draw itself: who reads it, in which municipality and language.</summary>
/// <param name="Municipality">Null on the pages before one is chosen.</param>
/// <param name="Csrf">The token every form posts back.</param>
/// <param name="Here">Path and query of this page.</param>
/// <param name="Simulated">The outside world is simulated: said on every page.</param>
public sealed record PageContext(Caller Caller, string Kind, MunicipalitySpec? Municipality, string Lang, string Csrf, string Here, bool Development, bool Simulated, DateTimeOffset Now)
{
    public bool English => Lang == "en";
    /// <summary>やさしい日本語.</summary>
    public bool Easy => Lang == "easy";
    /// <summary>Japanese first, English where it is wanted.</summary>
    public string T(string ja, string en) => English ? en : ja;

    /// <summary>How many a list holds, as far as they were counted.</summary>
    public string Count<TItem>(Workflows.Cases.Ports.Page<TItem> page) => page.IsLeast ? T($"{page.Count}件以上", $"{page.Count} or more") : T($"{page.Count}件", $"{page.Count}");
    public string L(Label? label) => label?.For(Lang) ?? "";

    /// <summary>An address within the municipality.</summary>
    public string Url(string rest) => Municipality is null ? rest : $"/{Municipality.Code}{rest}";

    public string Day(DateOnly day) => English ? day.ToString("d MMM yyyy", System.Globalization.CultureInfo.InvariantCulture) : $"{day.Year}年{day.Month}月{day.Day}日";
    public string Moment(DateTimeOffset at) => English ? at.ToOffset(Japan.Offset).ToString("d MMM yyyy HH:mm") : FieldTexts.Moment(at);
    public string Date(DateTimeOffset at) => English ? at.ToOffset(Japan.Offset).ToString("d MMM yyyy") : FieldTexts.Date(DateOnly.FromDateTime(at.ToOffset(Japan.Offset).DateTime));

    /// <summary>A month given as <c>2026-06</c>; anything else as it is.</summary>
    public string Month(string key) => DateOnly.TryParseExact(key + "-01", "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var first)
        ? T($"{first.Year}年{first.Month}月", first.ToString("MMM yyyy", System.Globalization.CultureInfo.InvariantCulture)) : key;

    /// <summary>A value a rule worked out, as people read it: days, moments and ways of coming in by their words.</summary>
    public string Plain(string? text) => text is null ? ""
        : text.Length > 16 && text[10] == 'T' && DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at) ? Moment(at)
        : Channel(FieldTexts.Date(text));

    /// <summary>The way something came in.</summary>
    public string Channel(string channel) => channel switch
    {
        "web" => T("オンライン", "online"), "counter" => T("窓口", "at the counter"), "paper" => T("書面", "on paper"), "api" => T("外部システム", "by an outside system"), "connector" => T("外部の機関", "by an outside body"),
        "line" => "LINE", "link" => T("リンク", "by a link"), "system" => T("自動", "by itself"), _ => channel,
    };

    /// <summary>A file's size, as people write it.</summary>
    public static string Size(long bytes) => bytes < 1024 * 1024 ? $"{Math.Max(1, (bytes + 512) / 1024):N0} KB" : $"{bytes / 1048576.0:0.0} MB";

    /// <summary>Somebody signed in, though perhaps nobody in this municipality.</summary>
    public bool SignedIn => Kind.Length > 0;
    public bool IsCitizen => Kind == "citizen";
}
