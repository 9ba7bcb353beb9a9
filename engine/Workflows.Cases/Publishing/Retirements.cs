using Workflows.Cases.Commands;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Publishing;

/// <summary>
/// When a municipality takes no more applications to a programme, whoever made it: asked for by one person, approved by another, from a day on.
/// Cases under way go on, and so do the starts that serve them (<see cref="StartSpec.GoesOn"/>). It is lifted in the same way.
/// </summary>
public sealed class Retirements(IKeptStore kept, TimeProvider clock)
{
    /// <summary>Key: <c>program/stage</c>. What stands under a key is never changed, only added and taken away.</summary>
    public const string Space = "retirements";

    private const string Asked = "asked", Approved = "approved", Lifting = "lifting";

    private DateTimeOffset Now => Japan.In(clock.GetUtcNow());
    private DateOnly Today => DateOnly.FromDateTime(Now.DateTime);

    /// <summary>The first day without new applications; null while none is decided.</summary>
    public async ValueTask<DateOnly?> EndOf(string tenant, string program, CancellationToken ct) =>
        (await kept.Find(tenant, Space, Key(program, Approved), ct).ConfigureAwait(false))?.Value["from"].AsText() is { } from ? Day(from) : null;

    /// <summary>That day by programme, of all that have one.</summary>
    public async ValueTask<IReadOnlyDictionary<string, DateOnly>> Ends(string tenant, CancellationToken ct)
    {
        var ends = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        await foreach (var row in kept.All(tenant, Space, null, ct).ConfigureAwait(false))
            if (row.Key.Split('/') is [var program, Approved]) ends[Uri.UnescapeDataString(program)] = Day(row.Value["from"].AsText()!);
        return ends;
    }

    public bool IsOver(DateOnly? end) => end <= Today;

    /// <summary>Whether a start begins nothing any more.</summary>
    public async ValueTask<bool> Stops(string tenant, ProgramPackage package, StartSpec start, CancellationToken ct) =>
        await Refusal(tenant, package, start, ct).ConfigureAwait(false) is not null;

    /// <summary>Why nobody may begin it now; null when they may.</summary>
    public async ValueTask<Problem?> Refusal(string tenant, ProgramPackage package, StartSpec start, CancellationToken ct) =>
        !start.GoesOn && await EndOf(tenant, package.Id, ct).ConfigureAwait(false) is { } end && IsOver(end) ? Refused(package.Title, end) : null;

    public static Problem Refused(Label title, DateOnly end) => new(409, "PROGRAM_RETIRED",
        $"「{title.Ja}」の新しい受付は{end.Year}年{end.Month}月{end.Day}日に終わりました。進行中の手続はこれまでどおり続きます。", $"This procedure takes no new applications since {end:yyyy-MM-dd}. Those under way go on.");

    public async ValueTask<RetirementView?> Of(string tenant, string program, CancellationToken ct)
    {
        var rows = new Dictionary<string, Datum>(StringComparer.Ordinal);
        await foreach (var row in kept.All(tenant, Space, Key(program, ""), ct).ConfigureAwait(false)) rows[row.Key.Split('/')[^1]] = row.Value;
        if (!rows.TryGetValue(Approved, out var decided) && !rows.TryGetValue(Asked, out decided)) return null;
        var lift = rows.GetValueOrDefault(Lifting, Datum.Null);
        var state = !lift.IsNull ? "lifting" : !rows.ContainsKey(Approved) ? "asked" : IsOver(Day(decided["from"].AsText()!)) ? "over" : "approved";
        return new(state, Day(decided["from"].AsText()!), decided["note"].AsText() ?? "", Person(decided, "asked")!, decided["askedAt"].AsInstant() ?? default, Person(decided, "approved"), decided["approvedAt"].AsInstant(), Person(lift, "asked"), lift["note"].AsText());
    }

    /// <returns>False when it has been asked for or decided already.</returns>
    public async ValueTask<bool> Ask(Caller caller, string program, DateOnly from, string? note, CancellationToken ct) =>
        await Of(caller.Tenant, program, ct).ConfigureAwait(false) is null
        && (await kept.Add(caller.Tenant, Space, Key(program, Asked), By(caller, note).With("from", from.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)), Now, null, ct).ConfigureAwait(false)).Added;

    /// <returns>False unless it is decided and nobody has asked to lift it yet.</returns>
    public async ValueTask<bool> AskToLift(Caller caller, string program, string? note, CancellationToken ct) =>
        await Of(caller.Tenant, program, ct).ConfigureAwait(false) is { State: "approved" or "over" }
        && (await kept.Add(caller.Tenant, Space, Key(program, Lifting), By(caller, note), Now, null, ct).ConfigureAwait(false)).Added;

    /// <summary>Decides what was asked for last.</summary>
    public async ValueTask Approve(Caller caller, string program, RetirementView now, CancellationToken ct)
    {
        if (now.State == "lifting")
        {
            await kept.Remove(caller.Tenant, Space, Key(program, Approved), ct).ConfigureAwait(false);
            await kept.Remove(caller.Tenant, Space, Key(program, Lifting), ct).ConfigureAwait(false);
            return;
        }
        if (await kept.Find(caller.Tenant, Space, Key(program, Asked), ct).ConfigureAwait(false) is not { } asked) return;
        await kept.Add(caller.Tenant, Space, Key(program, Approved), asked.Value.With("approvedBy", caller.UserId).With("approvedByName", caller.DisplayName).With("approvedAt", Datum.Of(Now)), Now, null, ct).ConfigureAwait(false);
        await kept.Remove(caller.Tenant, Space, Key(program, Asked), ct).ConfigureAwait(false);
    }

    /// <summary>Takes back what was asked for last.</summary>
    public ValueTask TakeBack(string tenant, string program, RetirementView now, CancellationToken ct) =>
        kept.Remove(tenant, Space, Key(program, now.State == "lifting" ? Lifting : Asked), ct);

    private Datum By(Caller caller, string? note) => Datum.Object(("askedBy", caller.UserId), ("askedByName", caller.DisplayName), ("askedAt", Datum.Of(Now)), ("note", note?.Trim() ?? ""));

    private static PersonName? Person(Datum row, string what) => row[what + "By"].AsText() is { } id ? new(id, row[what + "ByName"].AsText() ?? "") : null;
    private static string Key(string program, string stage) => $"{Uri.EscapeDataString(program)}/{stage}";
    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
