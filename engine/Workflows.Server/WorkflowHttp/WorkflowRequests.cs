using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Definitions;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;
using Workflows.Server.Api;
using Workflows.Server.Hosting;
using Workflows.Server.Security;

namespace Workflows.Server.WorkflowHttp;

/// <summary>What comes in under /workflows: begins a workflow or goes on with one that waits, and is answered after the commit.</summary>
internal sealed class WorkflowRequests(LooseDefinitions loose, IDefinitionStore store, ICaseReader reader, ICaseExecutor executor, ReplyBoard board, TimeProvider time, ServerOptions options)
{
    private const string InstanceHeader = "x-elsa-workflow-instance-id";

    public static void Map(WebApplication app) =>
        app.Map("/workflows/{**path}", (HttpContext http, string? path, WorkflowRequests requests) => requests.Handle(http, path ?? "")).AllowAnonymous().RequireRateLimiting("public").DisableAntiforgery().ExcludeFromDescription();

    private sealed record Heard(string Tenant, string Template, Datum Route, Plan? Plan, PlanNode? Node, IReadOnlyList<string> Waiting);

    public async Task<IResult> Handle(HttpContext http, string path)
    {
        var ct = http.RequestAborted;
        var correlation = http.Request.Headers["x-correlation-id"].ToString() is { Length: > 0 } header ? header : http.Request.Query["correlationId"].ToString() is { Length: > 0 } query ? query : null;
        var (heard, methods) = await Find(http.Request.Method, path, correlation, ct);
        if (heard.Count == 0)
        {
            // Nothing waits under this correlation: no other method would help.
            if (methods.Count == 0 || methods.Contains(http.Request.Method.ToUpperInvariant())) return Problems.Of(Problem.NotFound("この道を受ける流れがありません。", "No workflow listens at this path."));
            http.Response.Headers.Allow = string.Join(", ", methods);
            return Problems.Of(new Problem(405, "METHOD_NOT_ALLOWED", $"この道は {string.Join("、", methods)} だけを受けます。", $"This path takes {string.Join(", ", methods)} only."));
        }
        if (heard.Select(h => h.Tenant).Distinct(StringComparer.Ordinal).Count() > 1)
            return Problems.Of(new Problem(409, "MUNICIPALITY_NEEDED", "複数の自治体がこの道を受けています。道の初めに団体コードを付けてください。", "Several municipalities listen here: put the municipality's code in front of the path."));
        var chosen = heard[0];
        if (chosen.Node is { } node && LiteralInput.Of(node, "authorize") is { } authorize && authorize.AsBoolean() && !await Allowed(http, chosen.Tenant)) return Problems.Of(Problem.NotSignedIn());
        var (request, problem) = await Read(http, path, chosen.Route, ct);
        if (problem is not null) return Problems.Of(problem);
        return await Tell(http, chosen, request!, correlation, ct);
    }

    private async Task<IResult> Tell(HttpContext http, Heard chosen, Datum request, string? correlation, CancellationToken ct)
    {
        var began = time.GetUtcNow();
        var now = began.ToOffset(Japan.Offset);
        var id = http.Request.Headers[Idempotency.Header].ToString() is { Length: > 0 } key ? key : Guid.NewGuid().ToString("N");
        var payload = Datum.Object(("http", request));
        CaseOutcome? outcome = null;
        if (chosen.Node is { } node)
        {
            var stimulus = new Stimulus(id, StimulusKinds.Start, now, "http", Channel: "api", ActivityId: node.Id, Key: correlation, Payload: payload);
            outcome = await executor.Execute(new CaseCommand("http", chosen.Tenant, null, stimulus, new StartTarget(LooseDefinitions.Program, null, chosen.Plan!.Root.DefinitionId)), ct);
        }
        else
        {
            // Every instance that waits here hears it; the first reply answers.
            foreach (var target in chosen.Waiting)
            {
                var stimulus = new Stimulus($"{id}:{target}", HttpEndpoint.Kind, now, "http", Channel: "api", Name: HttpEndpoint.Name(http.Request.Method, chosen.Template), Key: correlation, Payload: payload);
                var one = await executor.Execute(new CaseCommand("http", chosen.Tenant, target, stimulus), ct);
                if (outcome is null || (outcome.Replies is not { Count: > 0 } && one.Kind == CaseOutcomeKind.Applied)) outcome = one;
            }
        }
        if (outcome!.Refusal is { Code: "HTTP_413" or "HTTP_415" } unfit)
            return Problems.Of(new Problem(unfit.Code == "HTTP_413" ? 413 : 415, unfit.Code == "HTTP_413" ? "TOO_LARGE" : "UNSUPPORTED_FILE", unfit.Message, "The request or a file in it is not taken here."));
        if (CaseDesk.ProblemOf(outcome, null) is { } problem) return Problems.Of(problem);
        var caseId = outcome!.CaseId!;
        http.Response.Headers[InstanceHeader] = caseId;
        if (outcome.Replies is [var reply, ..]) return Answer(http, reply);
        var state = await reader.ReadState(chosen.Tenant, caseId, ct);
        if (state?.Instances.All(i => i.Status == InstanceStatus.Finished) ?? true) return End(state);
        if (await board.Wait(caseId, began, options.RequestTimeout, ct) is { } late) return Answer(http, late);
        http.Response.Headers.Location = $"/elsa/api/workflow-instances/{caseId}";
        return Results.Json(new { workflowInstanceId = caseId }, statusCode: 202);
    }

    private static IResult End(CaseState? state)
    {
        if (state?.Incidents.FirstOrDefault(i => i.Severity == "error") is not { } incident) return Results.Ok();
        return Problems.Of(new Problem(500, "WORKFLOW_FAULTED", $"流れの途中で障害が起きました（{incident.ActivityId}）。", $"The workflow faulted at '{incident.ActivityId}'."));
    }

    private static IResult Answer(HttpContext http, HttpReply reply)
    {
        foreach (var (name, value) in reply.Headers.Members.Where(h => Header(h.Key)))
        {
            var text = value.Kind == DatumKind.List ? string.Join(", ", value.Items.Select(v => v.AsText())) : value.AsText() ?? value.ToJson();
            if (text.All(c => c is >= ' ' and < (char)127)) http.Response.Headers[name] = text;
        }
        // A page of a workflow runs nothing here.
        if (!http.Response.Headers.ContainsKey("Content-Security-Policy")) http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        if (!reply.Headers[HttpReply.Base64].AsBoolean()) return Results.Text(reply.Body, reply.ContentType, statusCode: reply.Status);
        http.Response.StatusCode = reply.Status;
        return Results.Bytes(Convert.FromBase64String(reply.Body), reply.ContentType);
    }

    /// <summary>Headers a workflow may set: none that speaks for the server.</summary>
    private static bool Header(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        && !name.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase)
        && !new[] { "Set-Cookie", "Content-Length", "Transfer-Encoding", "Connection", "Content-Type", "Strict-Transport-Security", "Content-Security-Policy", "Host", HttpReply.Base64 }.Contains(name, StringComparer.OrdinalIgnoreCase);

    private async Task<(IReadOnlyList<Heard> Heard, IReadOnlySet<string> Methods)> Find(string method, string path, string? correlation, CancellationToken ct)
    {
        var found = new List<Heard>();
        var methods = new SortedSet<string>(StringComparer.Ordinal);
        var tenants = await store.Tenants(ct);
        var first = path.Split('/')[0];
        var named = tenants.Contains(first, StringComparer.Ordinal);
        foreach (var tenant in named ? [first] : tenants)
        {
            var rest = named ? path[first.Length..].TrimStart('/') : path;
            foreach (var plan in await loose.Published(tenant, ct))
                foreach (var (verb, template, node) in HttpRoutes.Of(plan.Root))
                    if (RouteTemplate.Match(template, rest) is { } route)
                    {
                        methods.Add(verb);
                        if (string.Equals(verb, method, StringComparison.OrdinalIgnoreCase)) found.Add(new Heard(tenant, template, route, plan, node, []));
                    }
            foreach (var name in await reader.WaitingNames(tenant, LooseDefinitions.Program, HttpEndpoint.Kind, ct))
            {
                var space = name.IndexOf(' ', StringComparison.Ordinal);
                if (space <= 0 || RouteTemplate.Match(name[(space + 1)..], rest) is not { } route) continue;
                methods.Add(name[..space]);
                if (!string.Equals(name[..space], method, StringComparison.OrdinalIgnoreCase)) continue;
                var waiting = await reader.FindWaiting(tenant, LooseDefinitions.Program, HttpEndpoint.Kind, name, correlation, ct);
                if (waiting.Count > 0) found.Add(new Heard(tenant, name[(space + 1)..], route, null, null, waiting));
            }
        }
        return ([.. found.OrderBy(h => RouteTemplate.Openness(h.Template)).ThenBy(h => h.Node is null ? 0 : 1)], methods);
    }

    /// <summary>A key or sign-in of the municipality.</summary>
    private static async Task<bool> Allowed(HttpContext http, string tenant)
    {
        var byKey = await http.AuthenticateAsync(ApiKeyHandler.SchemeName);
        var user = byKey.Succeeded ? byKey.Principal : http.User;
        return user.Identity?.IsAuthenticated == true && CallerClaims.HomeOf(user) == tenant;
    }

    private async Task<(Datum? Request, Problem? Problem)> Read(HttpContext http, string path, Datum route, CancellationToken ct)
    {
        var request = http.Request;
        if (request.ContentLength > options.Limits.Body) return (null, TooLarge());
        using var buffer = new MemoryStream();
        var block = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(block, ct)) > 0)
        {
            if (buffer.Length + read > options.Limits.Body) return (null, TooLarge());
            buffer.Write(block, 0, read);
        }
        var files = Datum.EmptyList;
        var multipart = request.HasFormContentType && request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
        var text = multipart ? "" : System.Text.Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        Datum body = text;
        if (multipart)
        {
            try { (body, files) = await Parts(request, buffer, ct); }
            catch (Exception e) when (e is InvalidDataException or IOException) { return (null, Problem.Bad("FORM_INVALID", "本文をフォームとして読めません。", $"The body is not a form: {e.Message}")); }
        }
        else if (request.HasJsonContentType() && text.Length > 0)
        {
            try { body = Datum.Parse(text); }
            catch (JsonException e) { return (null, Problem.Bad("JSON_INVALID", $"本文を JSON として読めません（{(e.LineNumber ?? 0) + 1}行）。", $"The body is not JSON (line {(e.LineNumber ?? 0) + 1}).")); }
        }
        else if (request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) ?? false)
            body = Datum.Object(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(text).Select(p => KeyValuePair.Create(p.Key, Datum.Of(p.Value.ToString()))));
        else if (text.Length == 0) body = Datum.Null;
        // Keys and cookies are nobody's to keep.
        var headers = request.Headers.Where(h => !h.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && !h.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase));
        return (Datum.Object(("method", request.Method), ("path", path), ("route", route),
            ("query", Datum.Object(request.Query.Select(q => KeyValuePair.Create(q.Key, Datum.Of(q.Value.ToString()))))),
            ("headers", Datum.Object(headers.Select(h => KeyValuePair.Create(h.Key, Datum.Of(h.Value.ToString()))))), ("body", body), ("length", buffer.Length), ("files", files)), null);
    }

    /// <summary>A form's fields, and its files as <c>{name, fileName, contentType, length, content}</c> with the content in base64.</summary>
    private static async Task<(Datum Fields, Datum Files)> Parts(HttpRequest request, MemoryStream body, CancellationToken ct)
    {
        body.Position = 0;
        request.Body = body;
        var form = await request.ReadFormAsync(ct);
        var files = new List<Datum>();
        foreach (var file in form.Files)
        {
            using var copy = new MemoryStream();
            await file.CopyToAsync(copy, ct);
            files.Add(Datum.Object(("name", file.Name), ("fileName", Path.GetFileName(file.FileName)), ("contentType", file.ContentType), ("length", copy.Length), ("content", Convert.ToBase64String(copy.GetBuffer().AsSpan(0, (int)copy.Length)))));
        }
        return (Datum.Object(form.Select(f => KeyValuePair.Create(f.Key, Datum.Of(f.Value.ToString())))), Datum.List(files));
    }

    private Problem TooLarge() => new(413, "TOO_LARGE", $"本文は {options.Limits.Body / 1024:N0} KB までです。", $"The body may have {options.Limits.Body / 1024} KB.");
}
