using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Workflows.Cases.Expressions;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Definitions;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.Running;
using Workflows.Server.Hosting;

namespace Workflows.Server.CommandLine;

/// <summary>
/// Tries workflow definitions in memory, on a clock it moves itself: <c>workflows run FILE… [--mode token|counter] [--input JSON]
/// [--event NAME[=JSON]]… [--advance 1h]… [--json]</c>. The first file runs, the others are definitions beside it. Events and
/// moves of the clock happen in the order they are written.
/// </summary>
internal static partial class RunCommand
{
    /// <summary>Where the clock of a trial stands, the same on every run.</summary>
    private static readonly DateTimeOffset Start = new(2026, 4, 1, 9, 0, 0, Japan.Offset);

    /// <summary>What was asked for. <see cref="Happenings"/> are the events and moves, in order.</summary>
    private sealed record Request(List<string> Files, List<Action<ScratchRun>> Happenings)
    {
        public string? Mode { get; set; }
        public Datum Input { get; set; } = Datum.EmptyObject;
        public string? Correlation { get; set; }
        public bool Json { get; set; }
    }

    /// <returns>0 when the workflow ran, whatever its end; 1 when a file is no definition.</returns>
    /// <exception cref="UsageException">The command is not written as it must be.</exception>
    public static int Run(IEnumerable<string> args, TextWriter output, TextWriter errors)
    {
        var request = Parse([.. args]);
        var definitions = new List<Datum>();
        foreach (var file in request.Files)
        {
            try { definitions.AddRange(Read(file)); }
            catch (DefinitionException e)
            {
                errors.WriteLine($"{file}: {e.MessageJa}");
                errors.WriteLine($"{file}: {e.Message}");
                return 1;
            }
        }
        IExpressionLanguage[] languages = [.. BasicLanguages.All, new FeelLanguage(FieldTypes.None)];
        var run = new ScratchRun(definitions[0], definitions[1..], Composition.Catalog, languages, Start, request.Mode);
        foreach (var problem in run.Problems) errors.WriteLine($"{(problem.Severity == "error" ? "誤り" : "注意")} {problem.Place}: {problem.MessageJa} ({problem.MessageEn})");
        run.Start(request.Input, request.Correlation);
        foreach (var happening in request.Happenings) happening(run);
        foreach (var line in run.Lines) output.WriteLine(line);
        var report = run.Report();
        if (request.Json) output.WriteLine(report.ToJson());
        else Print(report, output);
        return 0;
    }

    private static void Print(Datum report, TextWriter output)
    {
        output.WriteLine($"状態 (status): {report["status"]} / {report["subStatus"]}");
        if (report["outputs"].Members.Count > 0) output.WriteLine($"結果 (outputs): {report["outputs"].ToJson()}");
        foreach (var incident in report["incidents"].Items)
            output.WriteLine($"{(incident["severity"].AsText() == "error" ? "異常" : "注意")} (incident): {incident["activityId"]} {incident["activityType"]} {incident["code"]}: {incident["message"]}");
    }

    private static IEnumerable<Datum> Read(string file)
    {
        if (!File.Exists(file)) throw new UsageException($"ファイル「{file}」がありません。 (There is no file '{file}'.)");
        if (!file.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            // Whatever the encoding the byte order mark names; UTF-8 without one.
            var text = File.ReadAllText(file, new UTF8Encoding(false));
            return [ElsaFile.Read(text).Definition];
        }
        using var stream = File.OpenRead(file);
        var content = ElsaArchive.Read(stream);
        if (content.Problems.Count > 0) throw new DefinitionException($"{content.Problems[0].Place}: {content.Problems[0].MessageJa}", $"{content.Problems[0].Place}: {content.Problems[0].MessageEn}");
        return content.Definitions.Count > 0 ? content.Definitions.Select(d => d.File.Definition)
            : throw new DefinitionException("zip に定義がありません。", "The archive has no definition.");
    }

    private static Request Parse(string[] args)
    {
        var request = new Request([], []);
        for (var i = 0; i < args.Length; i++)
        {
            var word = args[i];
            if (!word.StartsWith("--", StringComparison.Ordinal)) { request.Files.Add(word); continue; }
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? word : word[..equals];
            if (name == "--json") { request.Json = true; continue; }
            string Value() => equals >= 0 ? word[(equals + 1)..] : ++i < args.Length ? args[i] : throw new UsageException($"{name} の値がありません。 ({name} needs a value.)");
            switch (name)
            {
                case "--mode": request.Mode = Mode(Value()); break;
                case "--input": request.Input = Json(name, Value()); break;
                case "--correlation": request.Correlation = Value(); break;
                case "--event":
                    var (what, payload) = Event(Value());
                    request.Happenings.Add(run => run.Event(what, payload));
                    break;
                case "--advance":
                    var by = Duration(Value());
                    request.Happenings.Add(run => run.Advance(by));
                    break;
                default: throw new UsageException($"選択肢「{name}」はありません。 (There is no option '{name}'.)");
            }
        }
        if (request.Files.Count == 0) throw new UsageException("定義のファイルを指定してください。 (A definition file is missing.)");
        return request;
    }

    private static string Mode(string value) => value.ToUpperInvariant() switch
    {
        "TOKEN" or "TOKENBASED" => "TokenBased",
        "COUNTER" or "COUNTERBASED" => "CounterBased",
        _ => throw new UsageException($"--mode は token か counter です: {value} (--mode is token or counter.)"),
    };

    private static (string Name, Datum Payload) Event(string value)
    {
        var equals = value.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (value, Datum.EmptyObject) : (value[..equals], Json("--event", value[(equals + 1)..]));
    }

    private static Datum Json(string option, string text)
    {
        try { return Datum.Parse(text); }
        catch (System.Text.Json.JsonException e) { throw new UsageException($"{option} の値を JSON として読めません: {text} ({option} is not JSON: {e.Message})"); }
    }

    /// <summary>1h, 30m, 1d12h, 90s, 500ms, 2w; or PT1H, or 01:00:00.</summary>
    private static TimeSpan Duration(string text)
    {
        var match = Units().Match(text);
        if (match.Success && match.Length > 0)
        {
            var total = TimeSpan.Zero;
            for (var i = 0; i < match.Groups["n"].Captures.Count; i++)
            {
                var amount = double.Parse(match.Groups["n"].Captures[i].ValueSpan, CultureInfo.InvariantCulture);
                total += match.Groups["u"].Captures[i].Value switch
                {
                    "w" => TimeSpan.FromDays(7 * amount),
                    "d" => TimeSpan.FromDays(amount),
                    "h" => TimeSpan.FromHours(amount),
                    "m" => TimeSpan.FromMinutes(amount),
                    "s" => TimeSpan.FromSeconds(amount),
                    _ => TimeSpan.FromMilliseconds(amount),
                };
            }
            return total;
        }
        return Durations.Parse(text) is { } span && span >= TimeSpan.Zero ? span
            : throw new UsageException($"--advance は 1h、30m、2d、PT1H、01:00:00 のように書きます: {text} (--advance is written as 1h, 30m, 2d, PT1H or 01:00:00.)");
    }

    [GeneratedRegex(@"^(?:(?<n>\d{1,6}(?:\.\d{1,3})?)(?<u>ms|w|d|h|m|s))+$", RegexOptions.CultureInvariant)]
    private static partial Regex Units();
}
