using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Queries;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;
using Workflows.Server.Security;

namespace Workflows.Server.Api;

/// <summary>Registers: records, one record with its history, CSV in and out.</summary>
internal static class RegistersApi
{
    private const string Encoding = "encoding";
    private static readonly string[] NoFields = ["take", Encoding, "validOn", "knownAt"];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/registers", async (HttpContext http, IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListRegisters(http.Caller()), ct)).Json())
            .NeedsScope(Scopes.RegistersRead).Produces<IReadOnlyList<RegisterView>>().WithName("listRegisters").WithSummary("読める台帳 (registers the caller may read)");

        api.MapGet("/registers/{program}/{register}", async (HttpContext http, IMediator mediator, string program, string register, int? take, CancellationToken ct) =>
                (await mediator.Send(new ListRegister(http.Caller(), program, register, Where(http), take ?? 100), ct)).Json())
            .NeedsScope(Scopes.RegistersRead).Produces<RegisterView>().WithName("listRegister").WithSummary("台帳の記録。項目=値 で絞り込み、validOn=日 でその日に有効な記録、knownAt=日時 でその時点の内容 (records; field=value filters, valid time, recorded time)");

        api.MapGet("/registers/{program}/{register}/records/{record}", async (HttpContext http, IMediator mediator, string program, string register, string record, CancellationToken ct) =>
                (await mediator.Send(new GetRegisterRecord(http.Caller(), program, register, record), ct)).Json())
            .NeedsScope(Scopes.RegistersRead).Produces<RegisterRecordView>().WithName("getRegisterRecord").WithSummary("一つの記録と変更の履歴 (a record with its history)");

        api.MapGet("/registers/{program}/{register}/csv", async (HttpContext http, IMediator mediator, string program, string register, CancellationToken ct) =>
                (await mediator.Send(new ExportRegister(http.Caller(), program, register, Where(http), EncodingOf(http)), ct)).Or(Csv))
            .NeedsScope(Scopes.RegistersRead).Produces(200, contentType: "text/csv").WithName("exportRegister").WithSummary("台帳をCSVで。encoding=utf-8 か shift_jis (records as CSV)");

        api.MapPost("/registers/{program}/{register}/csv", async (HttpContext http, IMediator mediator, string program, string register, RegisterFileBody body, CancellationToken ct) =>
                (await mediator.Send(new ImportRegister(http.Caller(), http.CommandId(), program, register, body.Content, body.DryRun, body.Reason), ct)).Json())
            .NeedsScope(Scopes.RegistersWrite).Produces<RegisterImport>().WithName("importRegister").WithSummary("CSVの取込。dryRun で試すだけ (takes a CSV file in, or only tries)");

        api.MapPost("/registers/{program}/{register}", async (HttpContext http, IMediator mediator, string program, string register, RegisterBody body, CancellationToken ct) =>
                (await mediator.Send(new ChangeRegisterRecord(http.Caller(), http.CommandId(), program, register, body.Operation, body.Record, body.Values ?? Datum.EmptyObject, body.ExpectedRevision, body.Reason), ct)).Json())
            .NeedsScope(Scopes.RegistersWrite).Produces<RegisterRecord>().WithName("changeRegister").WithSummary("台帳の追加・変更・終了 (add, change, end)");
    }

    /// <summary>The condition an address gives: fields, and the two times.</summary>
    internal static Datum Where(HttpContext http)
    {
        var where = Datum.Object(http.Request.Query.Where(q => !NoFields.Contains(q.Key) && q.Value.ToString().Length > 0).Select(q => KeyValuePair.Create(q.Key, Datum.Of(q.Value.ToString()))));
        if (http.Request.Query["validOn"].ToString() is { Length: > 0 } day) where = where.With(RegisterKeys.ValidOn, day);
        return http.Request.Query["knownAt"].ToString() is { Length: > 0 } known ? where.With(RegisterKeys.KnownAt, InJapan(known)) : where;
    }

    /// <summary>A moment without an offset is Japan's.</summary>
    private static string InJapan(string moment) =>
        System.Text.RegularExpressions.Regex.IsMatch(moment, @"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$") ? moment + "+09:00" : moment;

    internal static string EncodingOf(HttpContext http) => http.Request.Query[Encoding].ToString() is { Length: > 0 } asked ? asked : "utf-8";

    internal static IResult Csv(RegisterFile file) => Results.File(file.Content, $"text/csv; charset={file.Encoding}", file.Name);
}
