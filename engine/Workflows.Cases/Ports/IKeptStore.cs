using System.Runtime.CompilerServices;
using Workflows.Engine.Data;

namespace Workflows.Cases.Ports;

/// <summary>
/// Small things kept under a name outside any case: events as they came in (<see cref="KeptSpaces.Hooks"/>), answers of outside systems that may be given again,
/// what people prefer. Values are sealed; spaces and keys stay readable and must hold no personal data beyond ids.
/// </summary>
public interface IKeptStore
{
    /// <summary>Keeps the value durably unless the key is there already.</summary>
    /// <returns>What is kept now, and whether this call put it there.</returns>
    ValueTask<(Kept Row, bool Added)> Add(string tenant, string space, string key, Datum value, DateTimeOffset at, DateTimeOffset? until, CancellationToken ct);
    /// <summary>Keeps the value in place of what was there; <see cref="Kept.No"/> and the first instant stay.</summary>
    ValueTask Set(string tenant, string space, string key, Datum value, DateTimeOffset at, DateTimeOffset? until, CancellationToken ct);
    ValueTask<Kept?> Find(string tenant, string space, string key, CancellationToken ct);
    /// <summary>The newest first.</summary>
    /// <param name="keyPrefix">Only keys that begin so; null: all.</param>
    ValueTask<Page<Kept>> List(string tenant, string space, string? keyPrefix, PageRequest page, CancellationToken ct);
    ValueTask Remove(string tenant, string space, string key, CancellationToken ct);
}

/// <param name="No">Grows with each row of the installation.</param>
/// <param name="Until">Swept afterwards; null: kept.</param>
public sealed record Kept(long No, string Space, string Key, Datum Value, DateTimeOffset At, DateTimeOffset? Until);

public static class KeptStores
{
    private const int Together = 200;

    /// <summary>Everything of a space, the newest first, read page by page as it is asked for.</summary>
    /// <param name="keyPrefix">Only keys that begin so; null: all.</param>
    public static async IAsyncEnumerable<Kept> All(this IKeptStore kept, string tenant, string space, string? keyPrefix, [EnumeratorCancellation] CancellationToken ct)
    {
        string? cursor = null;
        do
        {
            var page = await kept.List(tenant, space, keyPrefix, new PageRequest(Together, cursor), ct).ConfigureAwait(false);
            foreach (var row in page.Items) yield return row;
            cursor = page.Next;
        }
        while (cursor is not null);
    }
}

public static class KeptSpaces
{
    /// <summary>Deliveries at the hook front, key <c>program/connector/event id</c>.</summary>
    public const string Hooks = "hooks";
    /// <summary>Answers of connectors, key by request.</summary>
    public const string Answers = "answers";
    /// <summary>When a notice's receiver first saw it, key <c>case/notice</c>.</summary>
    public const string NoticesRead = "noticesRead";
    /// <summary>How a person wants to be told, key = the person's id.</summary>
    public const string Preferences = "preferences";
    /// <summary>Documents of a bundle to be printed together, key <c>program/bundle/instant/document</c>.</summary>
    public const string PrintBundles = "printBundles";
    /// <summary>When and by whom a bundle was printed last, key <c>program/bundle</c>.</summary>
    public const string PrintedBundles = "printedBundles";
    /// <summary>When staff are away and who stands in, key = the person's id.</summary>
    public const string Absences = "absences";
    /// <summary>Uploads no case has taken yet, key = the file's id.</summary>
    public const string Uploads = "uploads";
    /// <summary>Attempts at a form's secret, key <c>program/form/field/person/number of the attempt</c>.</summary>
    public const string Tries = "tries";
    /// <summary>Links of people without an account, key = digest of the token.</summary>
    public const string Links = "links";
    /// <summary>Surveys a person is asked to answer, key <c>person/program/survey/digest</c>.</summary>
    public const string SurveysOf = "surveysOf";
    /// <summary>Links by which everybody answers a survey, key <c>program/survey</c>.</summary>
    public const string SurveyLinks = "surveyLinks";
    /// <summary>One-time codes on their way, key = the sending's id.</summary>
    public const string Codes = "codes";
    /// <summary>Attempts at a code, key <c>sending/number of the attempt</c>.</summary>
    public const string CodeTries = "codeTries";
    /// <summary>Codes sent of late, key <c>digest of the address/number</c>.</summary>
    public const string CodeSendings = "codeSendings";
    /// <summary>Addresses people have confirmed, key <c>person/digest of the address</c>.</summary>
    public const string ConfirmedAddresses = "confirmedAddresses";
}
