using System.Xml;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.Running;
using Workflows.Cases.Expressions;
using Workflows.Server.Hosting;

namespace Workflows.Server.CommandLine;

/// <summary>Tries a workflow definition in memory: <c>workflows run main.json [other.json …] [--input JSON] [--mode TokenBased] [--event NAME] [--advance P1D]</c>.</summary>
internal static class RunCommand
{
    /// <summary>Where the clock of a trial stands, the same on every run.</summary>
    private static readonly DateTimeOffset Start = new(2026, 4, 1, 9, 0, 0, Japan.Offset);

    public static int Run(Arguments arguments, TextWriter output)
    {
        arguments.Value(0, "定義のファイル");
        var definitions = arguments.Values.Select(Read).ToList();
        IExpressionLanguage[] languages = [.. BasicLanguages.All, new FeelLanguage(FieldTypes.None)];
        ScratchRun run;
        try { run = new ScratchRun(definitions[0], definitions[1..], Composition.Catalog, languages, Start, arguments.Option("mode")); }
        catch (DefinitionException e) { throw new UsageException($"{arguments.Values[0]} はワークフロー定義として読めません: {e.Message}"); }
        foreach (var problem in run.Problems) output.WriteLine($"注意 {problem.Place}: {problem.MessageJa}");
        run.Start(arguments.Option("input") is { } input ? Datum.Parse(input) : Datum.EmptyObject);
        if (arguments.Option("event") is { } name) run.Event(name, arguments.Option("payload") is { } payload ? Datum.Parse(payload) : Datum.EmptyObject);
        if (arguments.Option("advance") is { } by) run.Advance(XmlConvert.ToTimeSpan(by));
        foreach (var line in run.Lines) output.WriteLine(line);
        var report = run.Report();
        output.WriteLine(report.Without("lines").ToJson());
        return report["incidents"].Items.Length == 0 ? 0 : 1;
    }

    private static Datum Read(string file) =>
        File.Exists(file) ? Datum.Parse(File.ReadAllBytes(file)) : throw new UsageException($"ファイル「{file}」がありません。 (There is no file '{file}'.)");
}
