using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Workflows.Connectors.Wire;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Inbound;

/// <summary>
/// How a far side signs what it pushes and where its events stand in the request. The default is our own: <c>v1=</c> hex of HMAC-SHA256 over
/// <c>timestamp.eventId.</c> and the raw body.
/// </summary>
public sealed record HookScheme
{
    public static readonly HookScheme Own = new();

    /// <summary>sha1 (only where the far side knows nothing better), sha256, sha512.</summary>
    public string Algorithm { get; init; } = "sha256";
    /// <summary>hex, base64, base64url.</summary>
    public string Encoding { get; init; } = "hex";
    public string SignatureHeader { get; init; } = HookSignature.SignatureHeader;
    /// <summary>Before each signature of the header; several may stand there, parted by commas or blanks.</summary>
    public string Prefix { get; init; } = "v1=";
    /// <summary>What is signed: <c>{timestamp} {id} {event} {method} {path} {body}</c> and plain text. <c>{body}</c> is the raw body and is always part of it.</summary>
    public string Content { get; init; } = "{timestamp}.{id}.{body}";
    /// <summary>Null: the scheme has no time, so no window can be kept.</summary>
    public string? TimestampHeader { get; init; } = HookSignature.TimestampHeader;
    /// <summary>Before the time, where it stands in a header with other things (<c>t=</c>).</summary>
    public string TimestampPrefix { get; init; } = "";
    /// <summary>unix (seconds), unix-ms, iso.</summary>
    public string TimestampFormat { get; init; } = "unix";
    public string? IdHeader { get; init; } = HookSignature.EventIdHeader;
    /// <summary>Where the id stands in the event when no header has it.</summary>
    public string? IdPath { get; init; }
    public string? EventHeader { get; init; }
    /// <summary>Where the event's name stands in the event when no header has it.</summary>
    public string EventPath { get; init; } = "event";
    /// <summary>Where a body that brings several events holds them; null: the body is one.</summary>
    public string? ListPath { get; init; }
    /// <summary>Where the payload stands in the event; null: the event itself, without its name.</summary>
    public string? PayloadPath { get; init; }

    /// <summary>A scheme as data (docs/package-format.md §10); absent members are the default's.</summary>
    public static HookScheme Read(Datum data, HookScheme? otherwise = null)
    {
        var from = otherwise ?? Own;
        string? Maybe(string key, string? other) => data.Has(key) ? data[key].AsText() : other;
        return new()
        {
            Algorithm = data["algorithm"].AsText() ?? from.Algorithm,
            Encoding = data["encoding"].AsText() ?? from.Encoding,
            SignatureHeader = data["signatureHeader"].AsText() ?? from.SignatureHeader,
            Prefix = data["prefix"].AsText() ?? from.Prefix,
            Content = data["content"].AsText() ?? from.Content,
            TimestampHeader = Maybe("timestampHeader", from.TimestampHeader),
            TimestampPrefix = data["timestampPrefix"].AsText() ?? from.TimestampPrefix,
            TimestampFormat = data["timestampFormat"].AsText() ?? from.TimestampFormat,
            IdHeader = Maybe("idHeader", from.IdHeader),
            IdPath = Maybe("idPath", from.IdPath),
            EventHeader = Maybe("eventHeader", from.EventHeader),
            EventPath = data["eventPath"].AsText() ?? from.EventPath,
            ListPath = Maybe("listPath", from.ListPath),
            PayloadPath = Maybe("payloadPath", from.PayloadPath),
        };
    }

    public static readonly IReadOnlyList<string> Members =
        ["algorithm", "encoding", "signatureHeader", "prefix", "content", "timestampHeader", "timestampPrefix", "timestampFormat", "idHeader", "idPath", "eventHeader", "eventPath", "listPath", "payloadPath"];

    /// <summary>Why the scheme cannot be used; null when it can.</summary>
    public (string Member, string Ja, string En)? Problem() =>
        Algorithm is not ("sha1" or "sha256" or "sha512") ? ("algorithm", $"署名の方式「{Algorithm}」は使えません。sha256、sha512、sha1 のどれかです。", "The algorithm is sha256, sha512 or sha1.")
        : Encoding is not ("hex" or "base64" or "base64url") ? ("encoding", $"署名の表し方「{Encoding}」は使えません。hex、base64、base64url のどれかです。", "The encoding is hex, base64 or base64url.")
        : TimestampFormat is not ("unix" or "unix-ms" or "iso") ? ("timestampFormat", $"時刻の形式「{TimestampFormat}」は使えません。unix、unix-ms、iso のどれかです。", "The time is unix, unix-ms or iso.")
        : !Content.Contains("{body}", StringComparison.Ordinal) ? ("content", "署名する内容には {body} が必要です。", "What is signed must contain {body}.")
        : null;

    public string Sign(string secret, string? timestamp, string? id, string? name, WireRequest request)
    {
        using var mac = IncrementalHash.CreateHMAC(Algorithm switch { "sha1" => HashAlgorithmName.SHA1, "sha512" => HashAlgorithmName.SHA512, _ => HashAlgorithmName.SHA256 }, System.Text.Encoding.UTF8.GetBytes(secret));
        var parts = Content.Split("{body}");
        for (var i = 0; i < parts.Length; i++)
        {
            if (i > 0) mac.AppendData(request.Body);
            var text = parts[i].Replace("{timestamp}", timestamp, StringComparison.Ordinal).Replace("{id}", id, StringComparison.Ordinal).Replace("{event}", name, StringComparison.Ordinal)
                .Replace("{method}", request.Method, StringComparison.Ordinal).Replace("{path}", "/" + string.Join('/', request.Path), StringComparison.Ordinal);
            mac.AppendData(System.Text.Encoding.UTF8.GetBytes(text));
        }
        var hash = mac.GetHashAndReset();
        return Prefix + Encoding switch
        {
            "base64" => Convert.ToBase64String(hash),
            "base64url" => Base64Url.EncodeToString(hash),
            _ => Convert.ToHexStringLower(hash),
        };
    }

    /// <summary>Why the request is not believed (Japanese, English), or null when one of the secrets signed it.</summary>
    public string? Disbelief(IReadOnlyList<string> secrets, WireRequest request, TimeSpan window, DateTimeOffset now)
    {
        string? timestamp = null, id = null;
        if (IdHeader is not null && ((id = request.Header(IdHeader)) is null or "" || id.Length > 200)) return $"見出し {IdHeader} がありません。 The event id header is missing.";
        DateTimeOffset at = default;
        if (TimestampHeader is not null)
        {
            timestamp = Parts(request.Header(TimestampHeader)).FirstOrDefault(p => p.StartsWith(TimestampPrefix, StringComparison.Ordinal))?[TimestampPrefix.Length..];
            if (Instant(timestamp) is not { } read) return $"見出し {TimestampHeader} の時刻を読めません。 The timestamp header cannot be read.";
            at = read;
        }
        var name = EventHeader is null ? null : request.Header(EventHeader);
        var given = Parts(request.Header(SignatureHeader)).Where(p => p.StartsWith(Prefix, StringComparison.Ordinal)).Take(8).ToList();
        var good = false;
        foreach (var secret in secrets)
        {
            var expected = System.Text.Encoding.UTF8.GetBytes(Sign(secret, timestamp, id, name, request));
            foreach (var signature in given) good |= CryptographicOperations.FixedTimeEquals(expected, System.Text.Encoding.UTF8.GetBytes(signature));
        }
        if (!good) return "署名が正しくありません。 The signature is wrong.";
        return TimestampHeader is not null && (now - at).Duration() > window ? $"時刻が許される幅（{window.TotalMinutes:0.#}分）を外れています。 The timestamp is outside the window." : null;
    }

    /// <summary>The events of a request: name, id, payload, and the content that makes two of one id the same.</summary>
    /// <exception cref="FormatException">Why they cannot be read.</exception>
    public IReadOnlyList<HookEvent> Events(WireRequest request)
    {
        if (request.Json() is not { Kind: DatumKind.Object } body) throw new FormatException("本文はJSONの { … } でなければなりません。 The body must be a JSON object.");
        var items = ListPath is null ? [body] : At(body, ListPath).Items;
        var result = new List<HookEvent>();
        foreach (var item in items)
        {
            var name = EventHeader is not null ? request.Header(EventHeader) : At(item, EventPath).AsText();
            if (name is not { Length: > 0 }) throw new FormatException($"出来事の名前（{EventHeader ?? EventPath}）がありません。 The event has no name ('{EventHeader ?? EventPath}').");
            var content = ListPath is null ? request.Body : item.ToUtf8();
            var digest = Convert.ToHexStringLower(SHA256.HashData(content));
            var id = IdHeader is not null ? request.Header(IdHeader) : IdPath is not null ? At(item, IdPath).AsText() : digest;
            if (id is not { Length: > 0 and <= 200 }) throw new FormatException($"出来事の番号（{IdHeader ?? IdPath}）がありません。 The event has no id ('{IdHeader ?? IdPath}').");
            var payload = PayloadPath is not null ? At(item, PayloadPath) : EventHeader is null && !EventPath.Contains('.', StringComparison.Ordinal) ? item.Without(EventPath) : item;
            result.Add(new(name, id, payload, digest));
        }
        return result;
    }

    internal static Datum At(Datum value, string path)
    {
        foreach (var part in path.Split('.')) value = value[part];
        return value;
    }

    private static string[] Parts(string? header) => (header ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private DateTimeOffset? Instant(string? text)
    {
        if (TimestampFormat == "iso") return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        if (TimestampFormat == "unix-ms") return number <= 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(number) : null;
        return number <= 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(number) : null;
    }
}

/// <param name="Digest">SHA-256 (hex) of the event's content.</param>
public sealed record HookEvent(string Name, string Id, Datum Payload, string Digest);
