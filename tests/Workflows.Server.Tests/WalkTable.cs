namespace Workflows.Server.Tests;

/// <param name="Expected">Statuses in the order of <c>Walk.People</c>; pages leave the outside systems' key out.</param>
/// <param name="TokenPerson">Who gets as far as the token check.</param>
public sealed record WalkRow(string Endpoint, string Url, string Expected, object? Body = null, IReadOnlyList<KeyValuePair<string, string>>? Form = null, string TokenPerson = "kamakura-shuno");

/// <summary>Who gets what answer from every address. Bodies are chosen so that nothing changes: whoever may act is told what is wrong with the request.</summary>
internal static class WalkTable
{
    /// <summary>The same for everybody, or guarded otherwise (signature, development only): tested by name elsewhere.</summary>
    public static readonly string[] Open =
    [
        "GET /openapi/{documentName}.json", "GET /schemas/{name}.json", "* /healthz/live", "* /healthz/ready", "POST /hooks/{tenant}/{program}/{connector}", "* /sim/{municipality}/{connector}/{**rest}",
        "* /workflows/{**path}", "GET /dev/clock", "POST /dev/clock", "GET /assets/site.css", "GET /assets/icon.svg", "GET /favicon.ico",
    ];

    private static readonly object NoValues = new { values = new { } };

    public static readonly WalkRow[] Api =
    [
        new("GET /api/v1/me", "/api/v1/me", "401 200 200 200 200 200 200 200 200"),
        new("GET /api/v1/procedures", "/api/v1/procedures", "401 200 200 200 200 200 403 403 200"),
        new("GET /api/v1/procedures/{program}/{start}", "/api/v1/procedures/account-transfer/apply", "401 200 200 200 200 200 403 403 200"),
        new("POST /api/v1/procedures/{program}/forms/{form}/check", "/api/v1/procedures/account-transfer/forms/F-APP/check", "401 200 200 403 403 403 403 403 403", new { values = new { }, live = true }),
        new("POST /api/v1/applications", "/api/v1/applications", "401 422 422 403 403 403 403 403 403", new { program = "account-transfer", start = "apply", values = new { } }),
        new("GET /api/v1/applications", "/api/v1/applications", "401 200 200 200 200 200 403 403 200"),
        new("GET /api/v1/applications/{id}", "/api/v1/applications/{number}", "401 200 404 200 200 200 403 403 404"),
        new("POST /api/v1/applications/{id}/actions/{action}", "/api/v1/applications/{number}/actions/retry", "401 409 404 403 403 403 403 403 404", NoValues),
        new("POST /api/v1/applications/{id}/corrections/{task}", "/api/v1/applications/{number}/corrections/{task}", "401 404 404 422 403 403 403 403 404", NoValues),
        new("GET /api/v1/notices", "/api/v1/notices", "401 200 200 200 200 200 403 403 200"),
        new("GET /api/v1/drafts", "/api/v1/drafts", "401 200 200 200 200 200 403 403 200"),
        new("GET /api/v1/drafts/{id}", "/api/v1/drafts/{draft}", "401 200 404 404 404 404 403 403 404"),
        new("POST /api/v1/drafts", "/api/v1/drafts", "401 404 404 404 404 404 403 403 404", new { program = "account-transfer", start = "nowhere" }),
        new("PUT /api/v1/drafts/{id}", "/api/v1/drafts/{draft}", "401 200 404 403 403 403 403 403 403", new { program = "account-transfer", start = "apply", values = new { email = "a@example.jp" } }),
        new("DELETE /api/v1/drafts/{id}", "/api/v1/drafts/nothing", "401 204 204 204 204 204 403 403 204"),
        new("GET /api/v1/tasks", "/api/v1/tasks?view=unassigned", "401 403 403 200 200 200 200 403 200"),
        new("GET /api/v1/tasks/counts", "/api/v1/tasks/counts", "401 403 403 200 200 200 200 403 200"),
        new("GET /api/v1/tasks/{id}", "/api/v1/tasks/{task}", "401 403 403 200 403 403 403 403 404"),
        new("POST /api/v1/tasks/{id}/claim", "/api/v1/tasks/nothing~1/claim", "401 403 403 404 404 404 403 403 404"),
        new("POST /api/v1/tasks/{id}/unclaim", "/api/v1/tasks/{task}/unclaim", "401 403 403 200 403 403 403 403 404"),
        new("POST /api/v1/tasks/{id}/assign", "/api/v1/tasks/{task}/assign", "401 403 403 422 403 403 403 403 404", new { assignee = "nobody-at-all" }),
        new("POST /api/v1/tasks/{id}/draft", "/api/v1/tasks/{task}/draft", "401 403 403 204 403 403 403 403 404", NoValues),
        new("POST /api/v1/tasks/{id}/complete", "/api/v1/tasks/{task}/complete", "401 403 403 422 403 403 403 403 404", new { outcome = "no such outcome" }),
        new("GET /api/v1/cases", "/api/v1/cases", "401 403 403 200 200 200 200 403 200"),
        new("GET /api/v1/cases/{id}", "/api/v1/cases/{number}", "401 403 403 200 200 200 200 403 404"),
        new("POST /api/v1/cases/{id}/actions/{action}", "/api/v1/cases/{number}/actions/revealAccount", "401 403 403 422 403 403 403 403 404", NoValues),
        new("POST /api/v1/cases/{id}/reveal", "/api/v1/cases/{number}/reveal", "401 403 403 422 403 403 403 403 404", new { field = "accountNo", reason = "" }),
        new("GET /api/v1/registers", "/api/v1/registers", "401 403 403 200 200 200 403 403 200"),
        new("GET /api/v1/registers/{program}/{register}", "/api/v1/registers/account-transfer/R-MAND", "401 403 403 200 200 200 403 403 200"),
        new("POST /api/v1/registers/{program}/{register}", "/api/v1/registers/account-transfer/R-BANK", "401 403 403 400 403 403 403 403 400", new { operation = "wish", values = new { } }),
        new("POST /api/v1/connectors/{program}/{connector}/events", "/api/v1/connectors/account-transfer/C-TAX/events", "401 403 403 403 403 403 403 200 403", new { @event = "nothingKnown", key = "nobody" }),
        new("POST /api/v1/connectors/{program}/{connector}/files", "/api/v1/connectors/account-transfer/C-MAIL/files", "401 403 403 403 403 403 403 404 403", new { name = "a.txt", text = "a" }),
        new("GET /api/v1/incidents", "/api/v1/incidents", "401 403 403 403 403 403 200 403 403"),
        new("POST /api/v1/cases/{id}/incidents/{incident}/retry", "/api/v1/cases/{number}/incidents/none/retry", "401 403 403 403 403 403 404 403 403"),
        new("POST /api/v1/cases/{id}/incidents/{incident}/skip", "/api/v1/cases/{number}/incidents/none/skip", "401 403 403 403 403 403 404 403 403", new { }),
        new("POST /api/v1/cases/{id}/cancel", "/api/v1/cases/{number}/cancel", "401 403 403 403 403 403 422 403 403", new { reason = " " }),
        new("POST /api/v1/cases/{id}/alter", "/api/v1/cases/nothing/alter", "401 403 403 403 403 403 404 403 403", NoValues),
        new("GET /elsa/api/workflow-definitions", "/elsa/api/workflow-definitions", "401 403 403 403 403 403 200 403 403"),
        new("GET /elsa/api/workflow-definitions/by-definition-id/{definition}", "/elsa/api/workflow-definitions/by-definition-id/none", "401 403 403 403 403 403 404 403 403"),
        new("GET /elsa/api/workflow-definitions/{definition}/versions", "/elsa/api/workflow-definitions/none/versions", "401 403 403 403 403 403 404 403 403"),
        new("POST /elsa/api/workflow-definitions", "/elsa/api/workflow-definitions", "401 403 403 403 403 403 422 403 403", new { model = new { } }),
        new("POST /elsa/api/workflow-definitions/{definition}/publish", "/elsa/api/workflow-definitions/none/publish", "401 403 403 403 403 403 404 403 403"),
        new("POST /elsa/api/workflow-definitions/{definition}/retract", "/elsa/api/workflow-definitions/none/retract", "401 403 403 403 403 403 404 403 403"),
        new("POST /elsa/api/workflow-definitions/{definition}/revert/{version:int}", "/elsa/api/workflow-definitions/none/revert/1", "401 403 403 403 403 403 404 403 403"),
        new("GET /elsa/api/workflow-definitions/{definition}/export", "/elsa/api/workflow-definitions/none/export", "401 403 403 403 403 403 404 403 403"),
        new("POST /elsa/api/bulk-actions/export/workflow-definitions", "/elsa/api/bulk-actions/export/workflow-definitions", "401 403 403 403 403 403 404 403 403", new { ids = new[] { "none" } }),
        new("POST /elsa/api/workflow-definitions/import", "/elsa/api/workflow-definitions/import", "401 403 403 403 403 403 422 403 403", new { }),
        new("POST /elsa/api/workflow-definitions/import-files", "/elsa/api/workflow-definitions/import-files", "401 403 403 403 403 403 400 403 403", new { }),
        new("POST /elsa/api/workflow-definitions/{definition}/execute", "/elsa/api/workflow-definitions/none/execute", "401 403 403 403 403 403 404 403 403", new { }),
        new("GET /elsa/api/workflow-instances/{id}", "/elsa/api/workflow-instances/none", "401 403 403 403 403 403 404 403 403"),
        new("POST /elsa/api/events/{name}/trigger", "/elsa/api/events/%20/trigger", "401 403 403 403 403 403 422 403 403", new { }),
        new("POST /elsa/api/tasks/{id}/complete", "/elsa/api/tasks/none/complete", "401 403 403 403 403 403 404 403 403", new { }),
        new("GET /elsa/api/plans", "/elsa/api/plans", "401 403 403 403 403 403 200 403 403"),
        new("POST /elsa/api/migrations/propose", "/elsa/api/migrations/propose", "401 403 403 403 403 403 404 403 403", new { from = "a", to = "b" }),
        new("POST /elsa/api/migrations/check", "/elsa/api/migrations/check", "401 403 403 403 403 403 404 403 403", new { from = "a", to = "b" }),
        new("POST /elsa/api/migrations/apply", "/elsa/api/migrations/apply", "401 403 403 403 403 403 404 403 403", new { from = "a", to = "b" }),
        new("POST /elsa/api/migrations/undo", "/elsa/api/migrations/undo", "401 403 403 403 403 403 200 403 403", new { cases = Array.Empty<string>() }),
    ];

    public static readonly WalkRow[] Pages =
    [
        new("GET /", "/", "200 200 200 200 200 200 200 200"),
        new("GET /my", "/my", "302 302 302 302 302 302 302 302"),
        new("GET /inbox", "/inbox", "302 302 302 302 302 302 302 302"),
        new("GET /{tenant}", "/14204", "200 200 200 200 200 200 200 200"),
        new("GET /{tenant}/procedures/{program}/{start}", "/14204/procedures/account-transfer/apply", "200 200 200 200 200 200 200 200"),
        new("GET /{tenant}/apply/{program}/{start}", "/14204/apply/account-transfer/apply", "302 200 200 403 403 403 403 403"),
        new("POST /{tenant}/apply/{program}/{start}", "/14204/apply/account-transfer/apply?page=consent", "302 422 422 403 403 403 403 403", Form: [new("do", "next"), new("email", "a@example.jp")], TokenPerson: "kamakura-hanako"),
        new("GET /{tenant}/apply/{program}/{start}/confirm", "/14204/apply/account-transfer/apply/confirm?draft={draft}", "302 422 404 403 403 403 403 403"),
        new("POST /{tenant}/apply/{program}/{start}/confirm", "/14204/apply/account-transfer/apply/confirm?draft={draft}", "302 422 404 403 403 403 403 403", Form: [new("do", "submit")], TokenPerson: "kamakura-hanako"),
        new("GET /{tenant}/my", "/14204/my", "302 200 200 403 403 403 403 403"),
        new("POST /{tenant}/my/drafts/{id}/delete", "/14204/my/drafts/nothing/delete", "302 302 302 403 403 403 403 403", Form: [], TokenPerson: "kamakura-hanako"),
        new("GET /{tenant}/my/cases/{number}", "/14204/my/cases/{number}", "302 200 404 403 403 403 403 403"),
        new("GET /{tenant}/my/cases/{number}/actions/{action}", "/14204/my/cases/{number}/actions/withdraw", "302 200 404 403 403 403 403 403"),
        new("POST /{tenant}/my/cases/{number}/actions/{action}", "/14204/my/cases/{number}/actions/retry", "302 409 404 403 403 403 403 403", Form: [new("do", "send")], TokenPerson: "kamakura-hanako"),
        new("GET /{tenant}/my/corrections/{task}", "/14204/my/corrections/{task}", "302 404 404 403 403 403 403 403"),
        new("POST /{tenant}/my/corrections/{task}", "/14204/my/corrections/nothing~1", "302 404 404 403 403 403 403 403", Form: [new("do", "send")], TokenPerson: "kamakura-hanako"),
        new("GET /return/{tenant}/{program}/{connector}", "/return/14204/account-transfer/C-SVC?applicationId={number}&code=00&state=1.forged", "400 400 400 400 400 400 400 400"),
        new("GET /{tenant}/inbox", "/14204/inbox", "302 403 403 200 200 200 200 403"),
        new("GET /{tenant}/inbox/tasks/{task}", "/14204/inbox/tasks/{task}", "302 403 403 200 403 403 403 403"),
        new("POST /{tenant}/inbox/tasks/{task}", "/14204/inbox/tasks/{task}", "302 403 403 422 403 403 403 403", Form: [new("do", "complete")]),
        new("GET /{tenant}/inbox/cases", "/14204/inbox/cases", "302 403 403 200 200 200 200 403"),
        new("GET /{tenant}/inbox/cases/{number}", "/14204/inbox/cases/{number}", "302 403 403 200 200 200 200 403"),
        new("POST /{tenant}/inbox/cases/{number}/reveal", "/14204/inbox/cases/{number}/reveal", "302 403 403 422 403 403 403 403", Form: [new("field", "accountNo"), new("reason", "")]),
        new("GET /{tenant}/inbox/cases/{number}/actions/{action}", "/14204/inbox/cases/{number}/actions/retry", "302 403 403 409 409 409 409 403"),
        new("POST /{tenant}/inbox/cases/{number}/actions/{action}", "/14204/inbox/cases/{number}/actions/retry", "302 403 403 409 409 409 409 403", Form: [new("do", "send")]),
        new("GET /{tenant}/registers", "/14204/registers", "302 403 403 200 200 200 200 403"),
        new("GET /{tenant}/registers/{program}/{register}", "/14204/registers/account-transfer/R-MAND", "302 403 403 200 200 200 403 403"),
        new("GET /{tenant}/counter", "/14204/counter", "302 403 403 200 200 200 200 403"),
        new("GET /{tenant}/counter/start", "/14204/counter/start", "302 403 403 400 400 400 400 403"),
        new("GET /{tenant}/admin", "/14204/admin", "302 403 403 403 403 403 200 403"),
        new("POST /{tenant}/admin/incidents", "/14204/admin/incidents", "302 403 403 403 403 403 404 403", Form: [new("case", "{number}"), new("incident", "none"), new("do", "retry")], TokenPerson: "operator"),
        new("GET /sign-in", "/sign-in", "200 200 200 200 200 200 200 200"),
        new("POST /sign-in", "/sign-in", "401 401 401 401 401 401 401 401", Form: [new("name", "nobody"), new("password", "wrong")]),
        new("POST /sign-out", "/sign-out", "302 302 302 302 302 302 302 302", Form: [], TokenPerson: "kamakura-kacho"),
        new("POST /language", "/language", "302 302 302 302 302 302 302 302", Form: [new("lang", "ja")]),
    ];
}
