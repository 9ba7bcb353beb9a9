using Mediator;
using Workflows.Cases.Notices;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>What people prefer; one's own only.</summary>
public sealed class PreferenceHandlers(IKeptStore kept, TimeProvider clock) : IQueryHandler<GetPreferences, Result<NoticePreferences>>, ICommandHandler<SavePreferences, Result<NoticePreferences>>
{
    private static readonly string[] Languages = ["ja", "en", "easy"];

    public async ValueTask<Result<NoticePreferences>> Handle(GetPreferences q, CancellationToken ct)
    {
        if (q.Caller.IsNobody) return Problem.NotSignedIn();
        return await kept.Find(q.Caller.Tenant, KeptSpaces.Preferences, q.Caller.UserId, ct) is { Value: { } value }
            ? new NoticePreferences([.. value["channels"].Items.Select(c => c.AsText()!)], value["language"].AsText() ?? "ja") : NoticePreferences.Usual;
    }

    public async ValueTask<Result<NoticePreferences>> Handle(SavePreferences c, CancellationToken ct)
    {
        if (c.Caller.IsNobody) return Problem.NotSignedIn();
        if (c.Wanted.Channels.FirstOrDefault(w => !NoticeSpec.Outside.Contains(w)) is { } unknown) return Problem.Invalid([new FieldError("channels", $"届け方「{unknown}」はありません。")]);
        if (!Languages.Contains(c.Wanted.Language)) return Problem.Invalid([new FieldError("language", "ことばは ja、en、easy のどれかです。")]);
        var wanted = c.Wanted with { Channels = [.. c.Wanted.Channels.Distinct()] };
        await kept.Set(c.Caller.Tenant, KeptSpaces.Preferences, c.Caller.UserId, Datum.Object(("channels", Datum.List(wanted.Channels.Select(Datum.Of))), ("language", wanted.Language)), clock.GetUtcNow(), null, ct);
        return wanted;
    }
}
