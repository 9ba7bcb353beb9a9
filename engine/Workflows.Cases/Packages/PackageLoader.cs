using System.Text;
using System.Text.Json;
using Workflows.Cases.Expressions;
using Workflows.Cases.Forms;
using Workflows.Cases.Notices;
using Workflows.Cases.Packages.Reading;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;

namespace Workflows.Cases.Packages;

/// <param name="Path">Relative to the definitions folder, with '/'.</param>
public sealed record DefinitionFile(string Path, ReadOnlyMemory<byte> Content);

/// <summary>
/// Reads a definitions folder. Whatever is wrong becomes a <see cref="PackageProblem"/> with its place; a package with an error is
/// left out and the rest still loads. The files are described in docs/package-format.md.
/// </summary>
public static class PackageLoader
{
    private const string MunicipalityFolder = "municipalities/";

    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static PackageSet LoadFolder(string folder)
    {
        var root = new DirectoryInfo(folder);
        if (!root.Exists) throw new DirectoryNotFoundException($"定義フォルダー「{folder}」がありません。 (There is no definitions folder '{folder}'.)");
        return Load(root.EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(f => (Path: Path.GetRelativePath(root.FullName, f.FullName).Replace('\\', '/'), File: f))
            .Where(f => !f.Path.Split('/').Any(part => part.StartsWith('.')))
            .Select(f => new DefinitionFile(f.Path, File.ReadAllBytes(f.File.FullName))));
    }

    /// <summary>Reads files held in memory, such as a draft.</summary>
    public static PackageSet Load(IEnumerable<DefinitionFile> files)
    {
        var all = files.OrderBy(f => f.Path, StringComparer.Ordinal).ToList();
        var problems = new List<PackageProblem>();
        var packages = new List<ProgramPackage>();
        var folders = all.Where(f => System.IO.Path.GetFileName(f.Path) == "program.json").Select(f => FolderOf(f.Path)).ToList();
        foreach (var folder in folders)
        {
            var own = all.Where(f => f.Path.StartsWith(folder, StringComparison.Ordinal)
                && !folders.Any(o => o.Length > folder.Length && f.Path.StartsWith(o, StringComparison.Ordinal))).ToList();
            var (package, found) = ReadFolder(folder, own);
            problems.AddRange(found);
            if (package is null || found.Any(p => p.IsError)) continue;
            if (packages.FirstOrDefault(p => p.Id == package.Id) is { } same)
                problems.Add(new($"{folder}program.json", "$.id", $"手続「{package.Id}」はフォルダー「{same.Folder}」にもあります。", $"The programme '{package.Id}' is also in '{same.Folder}'.", "どちらかの id を変えてください。"));
            else
                packages.Add(package);
        }
        var catalog = new Catalog<ProgramPackage>(packages);
        var municipalities = Municipalities(all, catalog, folders, problems);
        return new(catalog, municipalities, problems);
    }

    /// <summary>One package as far as it can be read, also with errors: for looking at, not for running.</summary>
    /// <param name="folder">The files' folder, with a '/' at its end.</param>
    internal static (ProgramPackage? Package, IReadOnlyList<PackageProblem> Problems) ReadFolder(string folder, IReadOnlyList<DefinitionFile> files)
    {
        var reading = new Reading.Reading();
        if (files.All(f => f.Path != folder + "program.json"))
            return (null, [new($"{folder}program.json", "$", "program.json がありません。", "There is no program.json.") { Code = "FILE_MISSING" }]);
        return (new FolderReader(folder, files, reading).Read(), reading.Problems);
    }

    private static List<MunicipalitySpec> Municipalities(List<DefinitionFile> all, Catalog<ProgramPackage> packages, List<string> folders, List<PackageProblem> problems)
    {
        var result = new List<MunicipalitySpec>();
        foreach (var file in all.Where(f => f.Path.StartsWith(MunicipalityFolder, StringComparison.Ordinal) && f.Path.EndsWith(".json", StringComparison.Ordinal)))
        {
            var reading = new Reading.Reading();
            if (ReadJson(file, reading) is { } value && Node.Root(value, file.Path, reading, Shapes.Municipality) is { } node)
            {
                var municipality = MunicipalityReader.Read(node);
                if (result.Any(m => m.Code == municipality.Code))
                    node.Error("code", $"団体コード「{municipality.Code}」の自治体が二つあります。", $"There are two municipalities of code '{municipality.Code}'.");
                if (!reading.Problems.Any(p => p.IsError))
                {
                    var (kept, found) = MunicipalityChecker.Check(municipality, file.Path, packages);
                    reading.Problems.AddRange(found);
                    result.Add(kept);
                }
            }
            problems.AddRange(reading.Problems);
        }
        return result;
    }

    private static string FolderOf(string path) => path[..(path.LastIndexOf('/') + 1)];

    internal static Datum? ReadJson(DefinitionFile file, Reading.Reading reading)
    {
        try { return Datum.Parse(file.Content.Span is [0xEF, 0xBB, 0xBF, .. var rest] ? rest : file.Content.Span); }
        catch (JsonException e)
        {
            var line = (e.LineNumber ?? 0) + 1;
            reading.Error(file.Path, $"{line}行目", $"JSON として読めません（{line}行目 {(e.BytePositionInLine ?? 0) + 1}バイト目）。", $"This is not JSON: {e.Message}", "その行の前後の , \" { } [ ] を確かめてください。");
            return null;
        }
    }

    /// <summary>Reads the files of one package folder.</summary>
    private sealed class FolderReader(string folder, IReadOnlyList<DefinitionFile> files, Reading.Reading reading)
    {
        private readonly string program = folder + "program.json";

        public ProgramPackage? Read()
        {
            var file = files.First(f => f.Path == program);
            if (ReadJson(file, reading) is not { } value || Node.Root(value, file.Path, reading, Shapes.Program) is not { } node) return null;
            var package = ProgramReader.Read(node);
            var written = new SortedSet<string>(StringComparer.Ordinal);
            var (sources, layouts, paths) = Workflows(written);
            package = package with
            {
                Folder = folder.TrimEnd('/'),
                Forms = Forms(),
                Registers = Parts("registers", Shapes.Register, RegisterReader.Read),
                Decisions = Decisions(),
                Notices = Notices(),
                Declarations = Parts("connectors", Shapes.ConnectorDeclaration, DeclarationReader.Read),
                FileLayouts = Parts("files", Shapes.FileLayout, FileLayoutReader.Read),
                WorkflowSources = sources,
                WorkflowLayouts = layouts,
                WorkflowFiles = paths,
                Files = files,
                Scenarios = [.. Under("scenarios", ".feature").Select(f => f.Path)],
            };
            package = package with { Registers = new([.. package.Registers, .. package.Ledgers.SelectMany(l => l.Registers())]) };
            package = package with { Registers = Watched(package) };
            package = package with { FieldTypes = FieldTypes.Of(package), Digests = Digests() };
            CheckFolders();
            CheckTypes(package);
            reading.Problems.AddRange(new ReferenceChecker(package, written).Check(reading.References));
            return package;
        }

        private IEnumerable<DefinitionFile> Under(string part, string extension) =>
            files.Where(f => f.Path.StartsWith($"{folder}{part}/", StringComparison.Ordinal) && f.Path.EndsWith(extension, StringComparison.Ordinal));

        private Catalog<FormSpec> Forms()
        {
            var raw = Under("forms", ".json").Select(f => (f.Path, Value: ReadJson(f, reading))).Where(f => f.Value is not null).ToList();
            var byId = raw.Where(f => f.Value!["id"].AsText() is { Length: > 0 }).DistinctBy(f => f.Value!["id"].AsText()).ToDictionary(f => f.Value!["id"].AsText()!, f => f.Value!, StringComparer.Ordinal);
            return Unique(raw.Select(f => (f.Path, Node.Root(FormExtension.Apply(f.Value!, byId, f.Path, reading), f.Path, reading, Shapes.Form) is { } node ? FormReader.Read(node) : null)));
        }

        private Catalog<T> Parts<T>(string part, Shape shape, Func<Node, T> read) where T : class, IDeclared =>
            Unique(Under(part, ".json").Select(f =>
                (f.Path, ReadJson(f, reading) is { } value && Node.Root(value, f.Path, reading, shape) is { } node ? read(node) : null)));

        private Catalog<T> Unique<T>(IEnumerable<(string Path, T? Item)> items) where T : class, IDeclared
        {
            var result = new List<T>();
            foreach (var (path, item) in items)
            {
                if (item is null || item.Id.Length == 0) continue;
                if (result.Any(r => r.Id == item.Id))
                    reading.Error(path, "$.id", $"「{item.Id}」はほかのファイルにもあります。", $"'{item.Id}' is also in another file.", "どちらかの id を変えてください。");
                else result.Add(item);
            }
            return new(result);
        }

        /// <summary>Each notice with its variants: files of the same id that name a language or channel.</summary>
        private Catalog<NoticeSpec> Notices()
        {
            var all = Under("documents", ".scriban").Select(f => (f.Path, Item: NoticeReader.Read(Encoding.UTF8.GetString(f.Content.Span), f.Path, reading))).ToList();
            var variants = all.Where(n => n.Item?.Variant is not null).Select(n => n.Item!).ToList();
            var own = Unique(all.Where(n => n.Item?.Variant is null));
            foreach (var lost in variants.Where(v => own.Find(v.Id) is null))
                reading.Error(lost.File, "1行目", $"通知「{lost.Id}」の元の文（language も channel もないファイル）がありません。", $"The notice '{lost.Id}' itself is missing.");
            return new(own.Select(n => variants.Where(v => v.Id == n.Id).ToList() is { Count: > 0 } found
                ? n with { Variants = [.. found.Select(v => new NoticeVariant(v.Variant!.Value.Language, v.Variant.Value.Channel, v))] } : n));
        }

        private Catalog<DecisionSpec> Decisions()
        {
            var sidecars = Under("decisions", ".json").ToDictionary(f => f.Path[..^5], StringComparer.Ordinal);
            var result = new List<(string, DecisionSpec?)>();
            var tables = Under("decisions", ".dmn").ToDictionary(f => System.IO.Path.GetFileName(f.Path), StringComparer.Ordinal);
            (string, string)? Table(string name) => tables.TryGetValue(name, out var file) ? (Encoding.UTF8.GetString(file.Content.Span), file.Path) : null;
            // Tables of a period belong to the decision that names them.
            var periods = sidecars.Values.SelectMany(f => PeriodTables(f)).ToHashSet(StringComparer.Ordinal);
            foreach (var file in tables.Values.Where(f => !periods.Contains(System.IO.Path.GetFileName(f.Path)) || sidecars.ContainsKey(f.Path[..^4])))
            {
                var name = file.Path[..^4];
                var source = Encoding.UTF8.GetString(file.Content.Span);
                var id = System.IO.Path.GetFileName(name);
                DecisionSpec? spec = new() { Id = id, Label = id, Source = source, File = file.Path };
                if (sidecars.Remove(name, out var sidecar))
                    spec = ReadJson(sidecar, reading) is { } value && Node.Root(value, sidecar.Path, reading, Shapes.Decision) is { } node
                        ? DecisionReader.Read(node, source, file.Path, Table) : null;
                if (spec is not null) DecisionChecker.Check(spec, reading);
                foreach (var period in spec?.Periods ?? []) if (period.Table.File != file.Path) DecisionChecker.Check(period.Table, reading);
                result.Add((file.Path, spec));
            }
            foreach (var (name, file) in sidecars)
                reading.Error(file.Path, "$", $"決定表「{name}.dmn」がありません。", $"There is no '{name}.dmn' beside it.");
            return Unique(result);
        }

        private static IEnumerable<string> PeriodTables(DefinitionFile sidecar)
        {
            try { return [.. Datum.Parse(sidecar.Content.Span)["periods"].Items.Select(p => p["table"].AsText()).OfType<string>()]; }
            // Told when the file itself is read.
            catch (JsonException) { return []; }
        }

        /// <summary>Of the files that say what the programme does. A file that cannot be read has been reported already.</summary>
        private SortedDictionary<string, string> Digests()
        {
            var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
            string[] parts = ["workflows/", "forms/", "decisions/", "registers/", "documents/", "files/", "connectors/"];
            foreach (var file in files)
            {
                var path = file.Path[folder.Length..];
                if ((path != "program.json" && !parts.Any(p => path.StartsWith(p, StringComparison.Ordinal))) || path.EndsWith(".layout.json", StringComparison.Ordinal)) continue;
                try { result[path] = Canonical.Digest(file); }
                catch (JsonException) { result[path] = "unreadable"; }
            }
            return result;
        }

        private (SortedDictionary<string, Datum> Sources, SortedDictionary<string, Datum> Layouts, SortedDictionary<string, string> Paths) Workflows(SortedSet<string> written)
        {
            var paths = new SortedDictionary<string, string>(StringComparer.Ordinal);
            var sources = new SortedDictionary<string, Datum>(StringComparer.Ordinal);
            var layouts = new SortedDictionary<string, Datum>(StringComparer.Ordinal);
            foreach (var file in Under("workflows", ".json"))
            {
                if (ReadJson(file, reading) is not { } value) continue;
                if (file.Path.EndsWith(".layout.json", StringComparison.Ordinal))
                {
                    layouts[System.IO.Path.GetFileName(file.Path)[..^".layout.json".Length]] = value;
                    continue;
                }
                var reader = new WorkflowReader(reading, file.Path);
                if (reader.Read(value) is not { } id) continue;
                written.UnionWith(reader.Written);
                if (paths.TryAdd(id, file.Path[folder.Length..])) sources[id] = value;
                else
                    reading.Error(file.Path, "$.definitionId", $"ワークフロー「{id}」はほかのファイルにもあります。", $"The workflow '{id}' is also in another file.");
            }
            return (sources, layouts, paths);
        }

        /// <summary>Registers with what watches them (starts of their records, workflows that wait for them) and with those that name their records.</summary>
        private static Catalog<RegisterSpec> Watched(ProgramPackage package)
        {
            Catalog<RegisterSpec>? all = null;
            return all = new(package.Registers.Select(r => Watched(package, r) with
            {
                Referrers = [.. package.Registers.Where(o => o.Constraints.Any(c => c.Reference?.Register == r.Id)).Select(o => o.Id)],
                Others = id => all!.Find(id),
            }));
        }

        private static RegisterSpec Watched(ProgramPackage package, RegisterSpec r) => r with
        {
            Watchers = [.. package.Starts.Where(s => s.Register is { } of && package.Registers.Find(of) == r).Select(s => s.Id),
                .. package.WorkflowSources.Values.Any(w => Waits(w, r.Id)) ? [Publishing.Schedules.WaitPrefix + r.Id] : Array.Empty<string>()],
            Counted = [.. package.Surveys.Where(s => package.Registers.Find(s.Register) == r).SelectMany(s => package.Forms.Find(s.Form)?.Fields ?? [])
                .Where(f => Surveys.SurveySpec.IsCounted(f.Type) && r.Field(f.Key) is not null).Select(f => f.Key).Distinct().Order(StringComparer.Ordinal)],
        };

        /// <summary>A trigger that names the register stands in a list <c>on</c>, a handler's or a transition's <c>on</c>.</summary>
        private static bool Waits(Datum value, string register) => value.Kind switch
        {
            DatumKind.List => value.Items.Any(i => Waits(i, register)),
            DatumKind.Object => value["on"]["register"].AsText() == register || value["on"].Items.Any(t => t["register"].AsText() == register) || value.Members.Any(m => Waits(m.Value, register)),
            _ => false,
        };

        private void CheckTypes(ProgramPackage package)
        {
            foreach (var key in package.FieldTypes.Mixed)
                reading.Warning(program, $"$.fields.{key}", $"項目「{key}」は、日付の所とそうでない所があります。式の中では文字列のままです。",
                    $"The key '{key}' is a date in one place and not in another; in FEEL it stays a text.", "日付でないほうの key を変えるか、型をそろえてください。");
        }

        private void CheckFolders()
        {
            string[] known = ["workflows", "forms", "decisions", "registers", "documents", "files", "connectors", "scenarios", "samples"];
            foreach (var file in files)
            {
                var rest = file.Path[folder.Length..];
                var slash = rest.IndexOf('/', StringComparison.Ordinal);
                if (slash > 0 && !known.Contains(rest[..slash]))
                    reading.Warning(file.Path, "$", $"フォルダー「{rest[..slash]}」は読まれません。", $"The folder '{rest[..slash]}' is not read.", Near.Fix(rest[..slash], known));
            }
        }
    }
}
