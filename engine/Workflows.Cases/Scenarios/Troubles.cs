using System.Globalization;
using System.Text;
using Workflows.Cases.Ports;

namespace Workflows.Cases.Scenarios;

/// <summary>What had gone wrong by itself when a scenario failed: open incidents and messages that do not get through. Usually the reason.</summary>
internal static class Troubles
{
    private const int Most = 5;

    public static async ValueTask<string> Of(ScenarioContext context)
    {
        if (!context.HasProgram) return "";
        var text = new StringBuilder();
        foreach (var row in await context.Cases().ConfigureAwait(false))
        {
            var name = $"案件{row.Number ?? row.Id}（{row.Workflow}、{row.Status}）";
            if (await context.World.Reader.ReadState(context.Tenant, row.Id, context.Ct).ConfigureAwait(false) is { } state)
                foreach (var incident in state.Incidents.Take(Most))
                    text.Append(CultureInfo.InvariantCulture, $"\n{name}の異常 {incident.ActivityId}: {incident.Code} {incident.Message}");
            foreach (var message in (await context.World.Reader.ReadOutbox(context.Tenant, row.Id, context.Ct).ConfigureAwait(false)).Where(m => m.LastError is not null).Take(Most))
                text.Append(CultureInfo.InvariantCulture, $"\n{name}の送信 {message.Kind} {message.Target}: {message.Status} {message.LastError}");
        }
        return text.ToString();
    }
}
