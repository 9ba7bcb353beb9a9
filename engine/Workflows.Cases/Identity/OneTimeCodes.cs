using System.Security.Cryptography;
using System.Text;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Notices;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Decisions.Functions.Checks;
using Workflows.Engine.Data;

namespace Workflows.Cases.Identity;

/// <summary>Sends and checks one-time codes. Codes and addresses are kept as keyed digests or sealed; attempts are counted before they are judged.</summary>
public sealed class OneTimeCodes(IKeptStore kept, ISealer sealer, IAccessLog log, TimeProvider clock, INoticeSender? mail = null)
{
    public static readonly OwnMail CodeMail = new("one-time-code", "code");
    /// <summary>How ids of people begin who come in by a code.</summary>
    public const string VisitorPrefix = "mail-";

    /// <param name="for">The person who asks; empty for somebody not signed in.</param>
    /// <param name="address">Null: nothing is sent and no code will do, and the answer does not show it.</param>
    /// <param name="language">In which the asker reads; null: as the asker prefers.</param>
    /// <param name="tell">The asker typed the address and may read it in the answer.</param>
    public async ValueTask<Result<CodeSent>> Send(string tenant, ProgramPackage package, string commandId, string @for, string? address, bool tell, string? language, CancellationToken ct)
    {
        var (now, spec) = (clock.GetUtcNow(), package.Codes);
        var to = address is null ? null : Normal(address);
        var id = DerivedId.Of("code", tenant, @for, commandId, to ?? "");
        if ((await kept.Find(tenant, KeptSpaces.Codes, id, ct))?.Value is { } sent) return Answer(sent);
        // Nobody's address has limits, too: they hang on who asks.
        var place = sealer.MarkText("address", tenant, to ?? $"nobody/{@for}");
        var (early, taken) = await Early(tenant, place, spec, now, ct);
        if (early is not null) return early;

        var digits = RandomNumberGenerator.GetInt32(0, (int)Math.Pow(10, spec.Digits)).ToString($"D{spec.Digits}", System.Globalization.CultureInfo.InvariantCulture);
        var row = Datum.Object(
            ("program", package.Id), ("for", @for), ("address", to), ("shown", tell ? address : null), ("digits", spec.Digits), ("tries", spec.Tries),
            ("mark", to is null ? null : sealer.MarkText("code", id, digits)), ("until", Datum.Of(now + spec.ValidFor)), ("again", Datum.Of(now + spec.Again)), ("keep", (long)spec.Keep.TotalSeconds));
        await kept.Set(tenant, KeptSpaces.Codes, id, row, now, now + spec.ValidFor + spec.Keep, ct);
        if (to is not null && await Mail(tenant, package, id, @for, to, digits, language, ct) is { } failed)
        {
            // What did not leave is no sending: neither the wait nor the hour's count begins with it.
            foreach (var key in taken) await kept.Remove(tenant, KeptSpaces.CodeSendings, key, ct);
            return failed;
        }
        await log.Write(new AccessEntry(tenant, now, Actor(@for, tenant, to), AccessActions.CodeSent, Detail: package.Id), ct);
        return Answer(row);

        CodeSent Answer(Datum r) => new(id, r["shown"].AsText(), (int)r["digits"].AsLong()!.Value, r["until"].AsInstant()!.Value, r["again"].AsInstant()!.Value);
    }

    /// <summary>The address a code confirms; it is used up by this.</summary>
    public async ValueTask<Result<(string Address, string Program)>> Check(string tenant, PackageSet packages, string id, string @for, string digits, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var row = (await kept.Find(tenant, KeptSpaces.Codes, id, ct))?.Value ?? Datum.Null;
        var package = row["program"].AsText() is { } program ? packages.Find(tenant, program)?.Package : null;
        if (row["for"].AsText() != @for || row["until"].AsInstant() is not { } until || now >= until || !await Try(tenant, id, row, now, ct)) return Wrong("CODE_EXPIRED", package, "codeExpired", "The code has expired or is used up; ask for another.");
        if (row["mark"].AsText() is not { } mark || !Same(mark, sealer.MarkText("code", id, CheckDigits.Clean(digits))))
        {
            await log.Write(new AccessEntry(tenant, now, Actor(@for, tenant, row["address"].AsText()), AccessActions.CodeWrong, Detail: package?.Id, Denied: true), ct);
            return Wrong("CODE_WRONG", package, "codeWrong", "The code is wrong.");
        }
        var address = row["address"].AsText()!;
        await kept.Remove(tenant, KeptSpaces.Codes, id, ct);
        await kept.Set(tenant, KeptSpaces.ConfirmedAddresses, ProofOf(tenant, PersonOf(@for, tenant, address), address), Datum.True, now, now + TimeSpan.FromSeconds(row["keep"].AsLong()!.Value), ct);
        await log.Write(new AccessEntry(tenant, now, Actor(@for, tenant, address), AccessActions.CodeConfirmed, Detail: package?.Id), ct);
        return (address, row["program"].AsText()!);
    }

    /// <summary>Whether the person has confirmed the address, and lately enough.</summary>
    public async ValueTask<bool> Confirmed(string tenant, string person, string address, CancellationToken ct) =>
        (await kept.Find(tenant, KeptSpaces.ConfirmedAddresses, ProofOf(tenant, person, Normal(address)), ct))?.Until > clock.GetUtcNow();

    /// <summary>The id of who comes in by an address: the same for the same, telling nothing of it.</summary>
    public string VisitorOf(string tenant, string address) => $"{VisitorPrefix}{sealer.MarkText("visitor", tenant, Normal(address))[..24]}";

    private string PersonOf(string @for, string tenant, string address) => @for.Length > 0 ? @for : VisitorOf(tenant, address);

    private string Actor(string @for, string tenant, string? address) => @for.Length > 0 ? @for : address is null ? "" : VisitorOf(tenant, address);

    private string ProofOf(string tenant, string person, string address) => $"{person}/{sealer.MarkText("address", tenant, address)}";

    /// <summary>Letters of an address mean the same in both cases; that is how mail works wherever it is used.</summary>
    private static string Normal(string address) => address.Trim().Normalize(NormalizationForm.FormKC).ToLowerInvariant();

    /// <returns>Why it is too early; else the keys this sending took.</returns>
    private async ValueTask<(Problem? Problem, IReadOnlyList<string> Taken)> Early(string tenant, string place, CodeSpec spec, DateTimeOffset now, CancellationToken ct)
    {
        Problem Later(DateTimeOffset at) => new(429, "CODE_AGAIN_LATER", $"確認コードは続けて送れません。{Japan.In(at):HH:mm:ss} 以降にもう一度お試しください。", "A code was sent a moment ago; ask again later.") { RetryAfter = at - now };
        var (last, first) = await kept.Add(tenant, KeptSpaces.CodeSendings, $"{place}/last", Datum.True, now, now + spec.Again, ct);
        if (!first && last.Until > now) return (Later(last.Until.Value), []);
        var oldest = now.AddHours(1);
        for (var no = 1; no <= spec.PerHour; no++)
        {
            var (row, added) = await kept.Add(tenant, KeptSpaces.CodeSendings, $"{place}/{no}", Datum.True, now, now.AddHours(1), ct);
            if (!added && row.Until > now) { if (row.Until < oldest) oldest = row.Until.Value; continue; }
            if (!added) await kept.Set(tenant, KeptSpaces.CodeSendings, row.Key, Datum.True, now, now.AddHours(1), ct);
            if (!first) await kept.Set(tenant, KeptSpaces.CodeSendings, last.Key, Datum.True, now, now + spec.Again, ct);
            return (null, [last.Key, row.Key]);
        }
        return (Later(oldest), []);
    }

    private async ValueTask<Problem?> Mail(string tenant, ProgramPackage package, string id, string @for, string to, string digits, string? language, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        // The carrier knows the address only, not whose it is.
        language ??= (await kept.Find(tenant, KeptSpaces.Preferences, @for.Length > 0 ? @for : VisitorOf(tenant, to), ct))?.Value["language"].AsText() ?? Label.Japanese;
        var outcome = await CodeMail.Send(mail, tenant, package, "", to, $"code-{id}", 1, now, language, null, ct, ("code", new Label(digits)), ("minutes", new Label($"{(int)package.Codes.ValidFor.TotalMinutes}")));
        if (outcome.Kind == CallOutcomeKind.Done) return null;
        await log.Write(new AccessEntry(tenant, now, "", AccessActions.CodeSent, Detail: $"{package.Id}: {outcome.Code} {outcome.Message}", Denied: true), ct);
        await kept.Remove(tenant, KeptSpaces.Codes, id, ct);
        return new(503, "CODE_NOT_SENT", "確認コードを送れませんでした。しばらくしてから、もう一度お試しください。", "The code could not be sent; try again later.") { RetryAfter = TimeSpan.FromSeconds(10) };
    }

    private async ValueTask<bool> Try(string tenant, string id, Datum row, DateTimeOffset now, CancellationToken ct)
    {
        for (var no = 1; no <= (row["tries"].AsLong() ?? 0); no++)
            if ((await kept.Add(tenant, KeptSpaces.CodeTries, $"{id}/{no}", Datum.True, now, row["until"].AsInstant(), ct)).Added) return true;
        return false;
    }

    private static Problem Wrong(string code, ProgramPackage? package, string text, string en)
    {
        var ja = package?.Text(text) ?? ProductTexts.Get(text);
        return new(422, code, ja, en, [new("code", ja)]);
    }

    private static bool Same(string a, string b) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(a), Encoding.ASCII.GetBytes(b));
}
