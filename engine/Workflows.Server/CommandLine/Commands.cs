using Workflows.Cases.Packages;
using Workflows.Cases.Scenarios;
using Workflows.Cases.Scenarios.Reporting;
using Workflows.Connectors.Catalogue;
using Workflows.Decisions.Calendars;
using Workflows.Decisions.Tck;
using Workflows.Engine;
using Workflows.Server.Hosting;
using Workflows.Server.Operations;
using Workflows.Server.Scenarios;
using Workflows.Storage;

namespace Workflows.Server.CommandLine;

/// <summary>The commands of <c>workflows</c>. Exit codes: 0 done, 1 found something wrong, 2 not written as it must be.</summary>
internal static class Commands
{
    public const string Usage = """
        workflows [serve]                         サーバーを動かす (run the server)
        workflows migrate                         データベースを新しくする (bring the databases up to date)
        workflows validate DIR                    定義を調べる (check definitions)
        workflows sentences DIR [PROGRAM] [--audience citizen] [--table yes]
                                                  流れを文章か表で示す (the flow in words, or as a table)
        workflows test FOLDER --definitions DIR [--junit FILE]
                                                  シナリオを動かす (run scenarios)
        workflows run FILE… [--mode token|counter] [--input JSON] [--event NAME[=JSON]] [--advance 1h] [--json]
                                                  ワークフロー定義を試しに動かす (run Elsa definitions in memory;
                                                  --event and --advance in the order written)
        workflows tck FOLDER                      DMN TCK を動かす (run the DMN TCK)
        workflows calendar [ID] [--from YEAR] [--to YEAR]
                                                  暦の休みを年ごとに示す (list a calendar's closed days by year)
        workflows describe                        活動と命令と版を示す (list activities, commands, versions)
        workflows audit verify [MUNICIPALITY] [--expect NO:DIGEST]
                                                  監査記録と履歴が書き換えられていないか調べる (prove the chains and
                                                  seals; --expect: a seal noted elsewhere)
        workflows audit seal                      新しい記録を封印する (seal what is new)
        workflows simulators --urls URL --callback URL [--definitions DIR] [--data DIR]
                                                  模擬装置だけを動かす (run the simulators alone)
        workflows incidents [list|retry|skip|correct|cancel] [CASE…] [--program P] [--workflow W] [--activity A] [--code C]
                  [--text T] [--severity S] [--since T] [--until T] [--outcome O] [--change JSON] [--reason R] [--do-it]
                                                  障害の一覧とまとめての処置。--do-it がなければ予告だけ (incidents; dry run without --do-it)
        workflows messages [list|retry ID|discard ID]
                                                  送れなかった連絡 (dead letters)
        workflows node [status|pause|drain|resume] ノードの状態と操作 (this node)
        workflows jobs [list|run ID]              定時処理 (operational jobs)
                                                  以上は動いているサーバーへ: --server URL --key KEY（または WORKFLOWS_KEY） [--json]
        workflows backup FOLDER                   動いたまま写しを取る (online backup, SQLite)
        workflows restore FOLDER                  写しを戻す (restore a backup)
        設定は --Workflows:DataFolder=… のように、または環境変数 Workflows__DataFolder で与える。
        """;

    public static async Task<int> Run(string[] args)
    {
        try
        {
            var arguments = Arguments.Parse(args);
            if (args.Any(a => a is "--help" or "-h" or "-?")) return Help();
            return arguments.Command switch
            {
                "serve" => await ServeCommand.Run(arguments),
                "migrate" => await ServeCommand.Migrate(arguments),
                "validate" => Validate(arguments),
                "sentences" => SentencesCommand.Run(arguments, Console.Out),
                "test" => await Test(arguments),
                "run" => RunCommand.Run(args.SkipWhile(a => a != "run").Skip(1), Console.Out, Console.Error),
                "tck" => Tck(arguments),
                "calendar" => Calendar(arguments),
                "describe" => Describe(),
                "simulators" => await Simulators(arguments),
                "audit" => await AuditCommand.Run(arguments),
                "incidents" or "messages" or "node" or "jobs" => await OperateCommand.Run(arguments, Console.Out, Console.Error),
                "backup" => BackupCommand.Backup(arguments, TimeProvider.System, Console.Out),
                "restore" => BackupCommand.Restore(arguments, Console.Out),
                "help" => Help(),
                _ => throw new UsageException($"命令「{arguments.Command}」はありません。 (There is no command '{arguments.Command}'.)"),
            };
        }
        catch (UsageException e)
        {
            await Console.Error.WriteLineAsync($"{e.Message}\n\n{Usage}");
            return 2;
        }
        catch (StorageUnavailableException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (NotReadyException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (DirectoryNotFoundException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }

    private static int Help()
    {
        Console.WriteLine(Usage);
        return 0;
    }

    private static int Validate(Arguments arguments)
    {
        var set = PackageLoader.LoadFolder(arguments.Value(0, "定義フォルダー"));
        var problems = new PackageValidator(Composition.Plans).Validate(set);
        foreach (var problem in problems) Console.WriteLine($"{(problem.IsError ? "誤り" : "注意")} {problem} ({problem.MessageEn})");
        var errors = problems.Count(p => p.IsError);
        Console.WriteLine($"手続 {set.Packages.Count}件・自治体 {set.Municipalities.Count}件: 誤り {errors}件、注意 {problems.Count - errors}件");
        return errors == 0 ? 0 : 1;
    }

    private static async Task<int> Test(Arguments arguments)
    {
        var folder = arguments.Value(0, "シナリオのフォルダー");
        var definitions = arguments.Option("definitions") ?? "definitions";
        var packages = PackageLoader.LoadFolder(definitions);
        foreach (var problem in packages.Problems.Where(p => p.IsError)) await Console.Error.WriteLineAsync($"誤り {problem}");
        await using var worlds = new ScenarioWorlds(packages);
        var report = await ScenarioRunner.Run(folder, worlds, result => Console.WriteLine(result.ToText()));
        if (arguments.Option("junit") is { } junit) JUnitXml.Save(report, junit);
        Console.WriteLine($"{report.Passed} passed, {report.Failed} failed");
        return report.AllPassed ? 0 : 1;
    }

    private static int Tck(Arguments arguments)
    {
        var (passed, total) = TckRunner.Run(arguments.Value(0, "TCKのフォルダー"), Console.Out);
        return total > 0 && passed == total ? 0 : 1;
    }

    private static int Calendar(Arguments arguments)
    {
        var id = arguments.Values.Count > 0 ? arguments.Values[0] : "jp-municipal";
        var calendar = BusinessCalendars.Find(id)
            ?? throw new UsageException($"暦「{id}」はありません。使えるのは {string.Join("、", BusinessCalendars.All.Select(c => c.Id))} です。 (There is no calendar '{id}'.)");
        Console.WriteLine(calendar.Dump(Year("from", 2026), Year("to", 2027)));
        return 0;

        int Year(string option, int otherwise) => arguments.Option(option) is not { } text ? otherwise
            : int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var year) && year is >= 2000 and <= 2099 ? year
            : throw new UsageException($"--{option} は2000から2099までの年で書いてください。 (--{option} takes a year from 2000 to 2099.)");
    }

    private static int Describe()
    {
        Console.WriteLine($"workflows {NodeDesk.Version}　engine epoch {Semantics.Epoch}、state format {Semantics.StateFormat}");
        Console.WriteLine();
        Console.WriteLine(Usage);
        Console.WriteLine();
        foreach (var group in Composition.Catalog.All.Select(a => a.Descriptor).GroupBy(d => d.Category, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            Console.WriteLine($"[{group.Key}]");
            foreach (var descriptor in group) Console.WriteLine($"  {descriptor.Type,-28} {descriptor.LabelJa}　{descriptor.SentenceJa}");
        }
        return 0;
    }

    private static async Task<int> Simulators(Arguments arguments)
    {
        var packages = PackageLoader.LoadFolder(arguments.Option("definitions") ?? "definitions");
        var urls = (arguments.Option("urls") ?? "http://localhost:5090").Split(';');
        await SimulatorHost.Run(urls, arguments.Option("data"), packages, arguments.Option("callback") ?? "http://localhost:5080");
        return 0;
    }
}
