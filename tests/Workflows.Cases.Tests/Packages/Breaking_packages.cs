using System.Text;
using Workflows.Cases.Activities;
using Workflows.Cases.Activities.Policy;
using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Packages;

/// <summary>Files broken in every way a hand breaks them: a key misspelt, a value of another kind, a name of nothing. Each is told, none is thrown.</summary>
public sealed class Breaking_packages
{
    private static readonly PackageValidator Validator = new(new PlanFactory(new ActivityCatalog([.. ElsaActivities.All, .. CaseActivities.All]), package => new ProgramPolicy(package)));
    private static int Tries => int.TryParse(Environment.GetEnvironmentVariable("BREAKS"), out var tries) ? tries : 60;

    [Theory]
    [InlineData(Break.Misspelt)]
    [InlineData(Break.OtherKind)]
    [InlineData(Break.TakenAway)]
    public void What_is_broken_in_a_file_is_told_and_never_thrown(Break kind)
    {
        var whole = SampleDefinitions.Files();
        var before = Problems(whole);
        var places = whole.Where(f => f.Path.EndsWith(".json", StringComparison.Ordinal) && !f.Path.EndsWith(".layout.json", StringComparison.Ordinal))
            .SelectMany(f => Places(Datum.Parse(f.Content.Span), []).Select(p => (File: f, Place: p))).ToList();
        var chosen = Tries >= places.Count ? places : [.. places.Where((_, i) => i % (places.Count / Tries) == 0)];
        var silent = new List<string>();
        foreach (var (file, place) in chosen)
        {
            if (Broken(Datum.Parse(file.Content.Span), place, 0, kind) is not { } broken) continue;
            var found = Problems(whole.Select(f => f.Path == file.Path ? new DefinitionFile(f.Path, Encoding.UTF8.GetBytes(broken.ToJson())) : f));
            if (found.SetEquals(before) && kind == Break.Misspelt && !IsFree(file.Path, place)) silent.Add($"{file.Path} {string.Join('.', place)}");
        }
        Assert.True(silent.Count == 0, string.Join('\n', silent));
    }

    public enum Break { Misspelt, OtherKind, TakenAway }

    private static HashSet<string> Problems(IEnumerable<DefinitionFile> files)
    {
        var problems = Validator.Validate(PackageLoader.Load(files));
        Assert.All(problems, p =>
        {
            Assert.NotEmpty(p.Place);
            Assert.Matches("[ぁ-んァ-ヶ一-龠]", p.MessageJa);
            Assert.NotEmpty(p.MessageEn);
        });
        return [.. problems.Select(p => p.ToString())];
    }

    /// <summary>Names people choose: any is right.</summary>
    private static bool IsFree(string file, IReadOnlyList<object> place) => place[^1] is "$schema" or "version" || place.Any(p => p is "seed" or "registers" or "settings" or "privacy" or "texts" or "where" or "data" or "request" or "retention" or "operations" or "metadata" or "connectors" or "kpis" or "input")
        // A workflow's own heading is Elsa's: what it does not know it keeps.
        || (file.Contains("/workflows/", StringComparison.Ordinal) && place.Count == 1) || file.StartsWith("municipalities/", StringComparison.Ordinal);

    private static IEnumerable<IReadOnlyList<object>> Places(Datum value, IReadOnlyList<object> at)
    {
        foreach (var (key, member) in value.Kind == DatumKind.Object ? value.Members : [])
        {
            yield return [.. at, key];
            foreach (var place in Places(member, [.. at, key])) yield return place;
        }
        for (var i = 0; value.Kind == DatumKind.List && i < value.Items.Length; i++)
            foreach (var place in Places(value.Items[i], [.. at, i])) yield return place;
    }

    private static Datum? Broken(Datum value, IReadOnlyList<object> place, int depth, Break kind)
    {
        if (depth < place.Count - 1)
        {
            if (place[depth] is string key) return Broken(value[key], place, depth + 1, kind) is { } inner ? value.With(key, inner) : null;
            var no = (int)place[depth];
            return Broken(value[no], place, depth + 1, kind) is { } item ? Datum.List(value.Items.Select((v, i) => i == no ? item : v)) : null;
        }
        var name = (string)place[depth];
        return kind switch
        {
            Break.TakenAway => value.Without(name),
            Break.Misspelt => value.Without(name).With(name.Length > 1 ? name[..^1] + "q" : name + "q", value[name]),
            _ => value.With(name, value[name].Kind switch { DatumKind.Text => Datum.Of(7), DatumKind.List => Datum.Of("x"), DatumKind.Object => Datum.List("x"), _ => Datum.Object(("x", 1)) }),
        };
    }
}
