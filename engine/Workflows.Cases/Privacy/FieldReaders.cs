using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Privacy;

/// <summary>How much of a field somebody sees.</summary>
public enum Sight { Full, Masked, Hidden }

/// <summary>Somebody who looks at a case.</summary>
/// <param name="Roles">Role ids held in the programme.</param>
/// <param name="OwnCase">The person is the case's applicant: holds every role of kind citizen there.</param>
/// <param name="TaskRole">The role of a task of this case the person has taken: held while it is theirs, whoever assigned it.</param>
public sealed record Viewer(IReadOnlyCollection<string> Roles, bool OwnCase = false, string? TaskRole = null);

/// <summary>
/// Decides by a package's privacy rules whether a field is shown, masked or hidden. Pure. Rules go by key, at any depth: a value keeps its
/// rule in a table's row, in a record copied into the case, and in a list.
/// </summary>
public sealed class FieldReaders(ProgramPackage package)
{
    private readonly SortedDictionary<string, PrivacySpec> _rules = Rules(package);

    /// <summary>The rule of a key, or null: everybody who sees the case sees it.</summary>
    public PrivacySpec? RuleOf(string key) => _rules.GetValueOrDefault(key);

    public Sight SightOf(string key, Viewer reader) => RuleOf(key) is { } rule ? SightOf(package, rule, reader) : Sight.Full;

    /// <summary>Readers see the value; who is named in <c>masked</c> (all others when absent) its mask; the rest nothing. Without a mask only readers see anything.</summary>
    public static Sight SightOf(ProgramPackage package, PrivacySpec rule, Viewer reader)
    {
        if (rule.Readers.Count == 0 || Holds(package, rule.Readers, reader)) return Sight.Full;
        if (rule.Mask is null) return Sight.Hidden;
        return rule.Masked is null || Holds(package, rule.Masked, reader) ? Sight.Masked : Sight.Hidden;
    }

    /// <summary>An object as the reader may see it: hidden members left out, masked ones replaced.</summary>
    public Datum View(Datum value, Viewer reader) => value.Kind switch
    {
        DatumKind.List => Datum.List(value.Items.Select(item => View(item, reader))),
        DatumKind.Object => Datum.Object(Members(value, reader)),
        _ => value,
    };

    private IEnumerable<KeyValuePair<string, Datum>> Members(Datum value, Viewer reader)
    {
        foreach (var (key, member) in value.Members)
        {
            var rule = RuleOf(key);
            var sight = rule is null ? Sight.Full : SightOf(package, rule, reader);
            if (sight == Sight.Full) yield return new(key, View(member, reader));
            else if (sight == Sight.Masked) yield return new(key, Mask.Apply(member, rule!.Mask!));
        }
    }

    private static bool Holds(ProgramPackage package, IReadOnlyList<string> roles, Viewer reader) => roles.Any(role =>
        reader.Roles.Contains(role) || reader.TaskRole == role || (reader.OwnCase && package.Roles.Find(role)?.Kind == RoleSpec.Citizen));

    /// <summary>program.json's <c>privacy</c> before what stands at a field, a form's field before a register's.</summary>
    private static SortedDictionary<string, PrivacySpec> Rules(ProgramPackage package)
    {
        var rules = new SortedDictionary<string, PrivacySpec>(StringComparer.Ordinal);
        foreach (var (key, rule) in package.Privacy) rules[key] = rule;
        void Add(string key, PrivacySpec? rule) { if (rule is not null) rules.TryAdd(key, rule); }
        void AddField(FieldSpec field)
        {
            Add(field.Key, field.Privacy);
            foreach (var column in field.Columns) AddField(column);
        }
        foreach (var field in package.Fields.Concat(package.Forms.SelectMany(f => f.Fields))) AddField(field);
        foreach (var field in package.Registers.SelectMany(r => r.Fields)) Add(field.Key, field.Privacy);
        return rules;
    }
}
