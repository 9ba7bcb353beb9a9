using Mediator;
using Workflows.Cases.Identity;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Commands.Handlers;

/// <summary>Asking for one-time codes and typing them.</summary>
public sealed class CodeHandlers(CaseDesk desk, OneTimeCodes codes, IdentitySteps identity) :
    ICommandHandler<RequestCode, Result<CodeSent>>, ICommandHandler<ConfirmCode, Result<Nothing>>, ICommandHandler<RequestSignInCode, Result<CodeSent>>, ICommandHandler<SignInByCode, Result<Person>>,
    IQueryHandler<MissingCodes, Result<IReadOnlyList<Unconfirmed>>>
{
    public async ValueTask<Result<CodeSent>> Handle(RequestCode c, CancellationToken ct)
    {
        var asked = await Missing(c.Caller, c.Program, c.Start, c.Values, ct);
        if (!asked.Ok) return asked.Problem!;
        var (package, missing) = asked.Value;
        if (missing.Count == 0) return Problem.Conflict("確認の要るメールアドレスはありません。");
        var next = missing[0];
        if (next.Field is { } field && !Forms.FieldReader.IsEmail(next.Address!)) return Problem.Invalid([new(field.Key, "メールアドレスの形が正しくありません。")]);
        return await codes.Send(c.Caller.Tenant, package, c.CommandId, c.Caller.UserId, next.Address, tell: next.Field is not null, Spoken(c.Language), ct);
    }

    public async ValueTask<Result<Nothing>> Handle(ConfirmCode c, CancellationToken ct)
    {
        if (c.Caller.IsNobody) return Problem.NotSignedIn();
        var result = await codes.Check(c.Caller.Tenant, desk.Packages, c.Code, c.Caller.UserId, c.Digits, ct);
        return result.Ok ? new Nothing() : result.Problem!;
    }

    public async ValueTask<Result<CodeSent>> Handle(RequestSignInCode c, CancellationToken ct)
    {
        if (!desk.Packages.TryFindMunicipality(c.Caller.Tenant, out var municipality) || Opening(desk.Packages, municipality) is not { } package)
            return Problem.NotFound("この自治体には、確認コードで入れる手続がありません。", "No procedure of the municipality is open by a code.");
        var address = Forms.FieldReader.PlainEmail(c.Address);
        if (!Forms.FieldReader.IsEmail(address)) return Problem.Invalid([new("email", "メールアドレスの形が正しくありません。")]);
        return await codes.Send(c.Caller.Tenant, package, c.CommandId, "", address, tell: true, Spoken(c.Language), ct);
    }

    public async ValueTask<Result<Person>> Handle(SignInByCode c, CancellationToken ct)
    {
        var result = await codes.Check(c.Caller.Tenant, desk.Packages, c.Code, "", c.Digits, ct);
        if (!result.Ok) return result.Problem!;
        var address = result.Value.Address;
        return new Person(codes.VisitorOf(c.Caller.Tenant, address), address, RoleSpec.Citizen, null, [], Datum.Object(("email", address)));
    }

    public async ValueTask<Result<IReadOnlyList<Unconfirmed>>> Handle(MissingCodes q, CancellationToken ct)
    {
        var asked = await Missing(q.Caller, q.Program, q.Start, q.Values, ct);
        return new(asked.Value.Missing, asked.Problem);
    }

    private async ValueTask<Result<(ProgramPackage Package, IReadOnlyList<Unconfirmed> Missing)>> Missing(Caller caller, string program, string name, Datum values, CancellationToken ct)
    {
        if (caller.IsNobody) return Problem.NotSignedIn();
        var found = desk.Program(caller, program);
        if (!found.Ok) return found.Problem!;
        var package = found.Value.Package;
        if (FormHandlers.FindStart(package, name) is not { } start) return Problem.NotFound("この申込は見つかりません。", "There is no such application form.");
        if (FormHandlers.UnlessMayStart(caller, package, start) is { } barred) return barred;
        return (package, await identity.Missing(caller, package, start, package.Forms.Find(start.Form ?? ""), values, ct));
    }

    private static string? Spoken(string? language) => language == Label.Japanese || Label.OtherLanguages.Contains(language) ? language : null;

    /// <summary>The programme whose codes let people without an account in; null: none does.</summary>
    public static ProgramPackage? Opening(PackageSet packages, MunicipalitySpec municipality) => packages.ProgramsOf(municipality).FirstOrDefault(p => p.Starts.Any(s => s.ByCode));
}
