using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Cases.Identity;
using Workflows.Cases.Ports;

namespace Workflows.Server.Tests.Kit;

/// <summary>The account-transfer story, as far as a test needs it.</summary>
public static partial class Stories
{
    /// <summary>D1 example 1: subject 11, R8, notice 1234567890; its liability is ヤマダ ハナコ, 1980-04-01, 2480000.</summary>
    public const string Barcode = "91920001110812345678900100000026063000152003";
    public const string OtherBarcode = "91920001310820000000170300000026083100078004";

    public static Dictionary<string, object?> Values(string kana = "ヤマダ ハナコ", string account = "7654321", string notice = "1234567890", string subject = "11", string birth = "1980-04-01", string postal = "2480000") => new()
    {
        ["agree"] = true, ["email"] = "hanako@example.jp", ["phone"] = "090-1111-2222",
        ["lines"] = new[] { new { subjectCode = subject, fiscalYear = 8, noticeNo = notice, paymentPlan = "期別" } },
        ["payerKana"] = kana, ["payerName"] = "山田 花子", ["payerBirth"] = birth, ["payerPostal"] = postal,
        ["holderIsPayer"] = true, ["bankCode"] = "0001", ["branchCode"] = "123", ["accountType"] = "1", ["accountNo"] = account,
    };

    /// <summary>The newest one-time code that left for an address.</summary>
    public static string CodeFor(LiveServer server, string address) =>
        Digits().Match(server.App.Services.GetRequiredService<ISimulators>().Calls("14204", "C-MAIL").Last(c => c.Request["notice"].AsText() == OneTimeCodes.CodeMail.Notice && c.Request["to"].AsText() == address).Request["body"].AsText()!).Value;

    /// <summary>Shows by a code that the form's address is the person's.</summary>
    public static async Task Confirm(LiveServer server, string user, Dictionary<string, object?> values)
    {
        var (status, body, _) = await server.Api(LiveServer.KeyOf(user), "POST", "/api/v1/codes", new { program = "account-transfer", start = "apply", values });
        Assert.Equal(201, status);
        (status, _, _) = await server.Api(LiveServer.KeyOf(user), "POST", $"/api/v1/codes/{body.GetProperty("code").GetString()}/confirm", new { digits = CodeFor(server, (string)values["email"]!) });
        Assert.Equal(204, status);
    }

    [GeneratedRegex("[0-9]{6}")]
    private static partial Regex Digits();

    /// <summary>Submits by the API and returns the case's number.</summary>
    public static async Task<string> Apply(LiveServer server, string user, Dictionary<string, object?> values)
    {
        var (status, body, raw) = await server.Api(LiveServer.KeyOf(user), "POST", "/api/v1/applications", new { program = "account-transfer", start = "apply", values });
        Assert.True(status == 201, $"{status} {await raw.Content.ReadAsStringAsync()}");
        return body.GetProperty("number").GetString()!;
    }

    /// <summary>The person goes to the bank's page and finishes with the code; the bank sends the person back.</summary>
    public static async Task FinishAtBank(LiveServer server, string user, string number, string code = "00")
    {
        var handover = await Eventually(async () =>
        {
            var (_, body, _) = await server.Api(LiveServer.KeyOf(user), "GET", $"/api/v1/applications/{number}");
            return body.GetProperty("handover").GetString();
        });
        using var person = await server.Browser().SignIn(user);
        await person.Once("POST", handover, [new("code", code)]);
        Assert.Equal(303, person.Status);
        await person.Go(person.Last.Headers.Location!.ToString());
        Assert.Contains(number, person.Path, StringComparison.Ordinal);
    }

    public static async Task<string> StatusOf(LiveServer server, string user, string number)
    {
        var (status, body, _) = await server.Api(LiveServer.KeyOf(user), "GET", $"/api/v1/applications/{number}");
        Assert.Equal(200, status);
        return body.GetProperty("case").GetProperty("status").GetString()!;
    }

    /// <summary>Asks again for at most ten seconds.</summary>
    public static async Task<T> Eventually<T>(Func<Task<T?>> ask) where T : class
    {
        for (var i = 0; i < 100; i++)
        {
            if (await ask() is { } found) return found;
            await Task.Delay(100);
        }
        throw new TimeoutException("What was waited for did not come within ten seconds.");
    }
}
