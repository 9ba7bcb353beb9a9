using Workflows.Cases.Packages;
using Workflows.Cases.Sentences;
using Workflows.Server.Hosting;

namespace Workflows.Server.CommandLine;

/// <summary><c>workflows sentences</c>: programmes in plain Japanese.</summary>
internal static class SentencesCommand
{
    public static int Run(Arguments arguments, TextWriter output)
    {
        var set = PackageLoader.LoadFolder(arguments.Value(0, "定義フォルダー"));
        var wanted = arguments.Values.Count > 1 ? arguments.Values[1] : null;
        var programs = set.Packages.Where(p => wanted is null || set.Packages.Find(wanted) == p).ToList();
        if (programs.Count == 0) throw new UsageException($"手続「{wanted}」はありません。あるのは {string.Join("、", set.Packages.Select(p => p.Id))} です。 (There is no programme '{wanted}'.)");
        foreach (var program in programs)
            if (arguments.Option("table") is not null) Table(program, output);
            else Text(new FlowWriter(Composition.Catalog).Write(program, arguments.Option("audience") ?? FlowWriter.Staff), output);
        return 0;
    }

    private static void Text(PackageText text, TextWriter output)
    {
        output.WriteLine($"# {text.Title}（{(text.Audience == FlowWriter.Citizen ? "手続きの流れ" : "業務マニュアル")}）");
        foreach (var flow in text.Workflows)
        {
            output.WriteLine($"\n## {flow.Title}");
            foreach (var section in flow.Sections)
            {
                output.WriteLine($"\n{new string('#', Math.Min(6, 3 + section.Level))} {section.Heading}");
                foreach (var line in section.Lines) output.WriteLine($"{new string(' ', line.Level * 2)}- {line.Text}");
            }
        }
    }

    private static void Table(ProgramPackage program, TextWriter output)
    {
        foreach (var workflow in program.WorkflowSources.Keys)
        {
            output.WriteLine($"\n## {workflow}\n\n| 手順 | だれが | いつまでに | 結果 → 次 |\n|---|---|---|---|");
            foreach (var row in new FlowTable(Composition.Catalog).Write(program, workflow).Rows)
                output.WriteLine($"| {new string('　', row.Level)}{row.Step} | {row.Who ?? "（自動）"} | {row.Until ?? ""} | {string.Join("、", row.Outcomes.Where(o => o.Next.Count > 0).Select(o => $"{o.Label} → {string.Join("・", o.Next.Select(n => n.Label))}"))} |");
        }
    }
}
