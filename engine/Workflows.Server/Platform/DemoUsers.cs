using Microsoft.EntityFrameworkCore;
using Workflows.Cases.Commands;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Server.Security;

namespace Workflows.Server.Platform;

/// <summary>People and keys of a development installation, from the municipalities' files. Never outside Development.</summary>
public sealed class DemoUsers(People people, ApiKeys keys)
{
    /// <summary>Of every demo user. It protects nothing.</summary>
    public const string Password = "demo-2026";
    /// <summary>The secret part of every demo key.</summary>
    public const string KeySecret = "demo-only-not-a-secret";

    /// <summary>Makes or updates users and keys, and says what to sign in with.</summary>
    public async Task<IReadOnlyList<DemoSignIn>> Prepare(PackageSet packages, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            try { return await Make(packages, ct); }
            // Another node makes the same at the same moment.
            catch (DbUpdateException) when (tries < 5) { await Task.Delay(200 * tries, ct); }
        }
    }

    private async Task<IReadOnlyList<DemoSignIn>> Make(PackageSet packages, CancellationToken ct)
    {
        var lines = new List<DemoSignIn>();
        foreach (var municipality in packages.Municipalities)
        {
            foreach (var user in municipality.Users)
            {
                var tenant = user.Kind == "citizen" ? "" : municipality.Code;
                await people.Put(new Person(user.Id, user.Name, user.Kind, user.Office, user.Roles, user.Attributes), tenant, user.Id, Password, demo: true, ct);
                var scopes = user.Kind == "citizen" ? Scopes.OfCitizen : user.Roles.Contains(Caller.DesignerRole) ? [.. Scopes.OfStaff, Scopes.Definitions] : Scopes.OfStaff;
                var key = await keys.Create($"{municipality.Code}-{user.Id}", municipality.Code, user.Name, scopes, [], user.Id, demo: true, KeySecret, ct);
                lines.Add(new DemoSignIn(municipality.Name, user.Name, user.Id, string.Join(" ", user.Roles), key));
            }
            var operatorId = $"operator-{municipality.Code}";
            await people.Put(new Person(operatorId, "運用 担当", "operator", null, [Caller.OperatorRole], Datum.EmptyObject), municipality.Code, operatorId, Password, demo: true, ct);
            var operatorKey = await keys.Create($"{municipality.Code}-operator", municipality.Code, "運用 担当", [Scopes.Operations, Scopes.Platform, Scopes.CasesRead, Scopes.Definitions, Scopes.Audit], [], operatorId, demo: true, KeySecret, ct);
            lines.Add(new DemoSignIn(municipality.Name, "運用 担当", operatorId, Caller.OperatorRole, operatorKey));

            var administratorId = $"administrator-{municipality.Code}";
            await people.Put(new Person(administratorId, "職員管理 担当", "staff", null, [Caller.AdministratorRole], Datum.EmptyObject), municipality.Code, administratorId, Password, demo: true, ct);
            var administratorKey = await keys.Create($"{municipality.Code}-administrator", municipality.Code, "職員管理 担当", [Scopes.Staff], [], administratorId, demo: true, KeySecret, ct);
            lines.Add(new DemoSignIn(municipality.Name, "職員管理 担当", administratorId, Caller.AdministratorRole, administratorKey));

            var connectors = municipality.Programs.SelectMany(p => (packages.Packages.Find(p.Id)?.Connectors ?? Catalog<ConnectorSpec>.Empty).Select(c => Caller.ConnectorRole(p.Id, c.Id))).ToList();
            var connectorKey = await keys.Create($"{municipality.Code}-connectors", municipality.Code, "外部システム", [Scopes.Connectors], connectors, null, demo: true, KeySecret, ct);
            lines.Add(new DemoSignIn(municipality.Name, "外部システム", "", "connectors", connectorKey));
        }
        return lines;
    }
}

/// <param name="SignInName">Empty for keys without a person.</param>
public sealed record DemoSignIn(string Municipality, string Name, string SignInName, string Roles, string Key);
