using System.Runtime.CompilerServices;
using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Privacy;

/// <summary>A field as one reader may see it.</summary>
/// <param name="Shape">The mask's shape.</param>
/// <param name="Instead">Said instead of the value, whatever it is.</param>
public readonly record struct FieldSeen(Sight Sight, string? Shape = null, string? Instead = null)
{
    public static readonly FieldSeen Full = new(Sight.Full);
    public static readonly FieldSeen Hidden = new(Sight.Hidden);

    /// <summary>The value as it is shown; null when it is not.</summary>
    public Datum? Show(Datum value) => Sight switch
    {
        Sight.Full => value,
        Sight.Masked when value.IsNull => value,
        Sight.Masked => Instead is not null ? Datum.Of(Instead) : Mask.Apply(value, Shape!),
        _ => null,
    };
}

/// <summary>
/// Decides by a package's privacy rules whether a field is shown, masked or hidden. Pure. Rules go by key, at any depth: a value keeps its
/// rule in a table's row, in a record copied into the case, and in a list.
/// </summary>
public sealed class FieldReaders
{
    /// <summary>The rule of who applied: <c>privacy.applicant</c> concerns the name in headers and lists.</summary>
    public const string Applicant = "applicant";

    private static readonly ConditionalWeakTable<ProgramPackage, FieldReaders> Known = [];
    private readonly ProgramPackage _package;
    /// <summary>Of the case's fields; and with those of registers, whose records may be copied into one.</summary>
    private readonly SortedDictionary<string, PrivacySpec> _own, _rules;

    public FieldReaders(ProgramPackage package)
    {
        _package = package;
        _own = RulesOf(package, registers: false);
        _rules = RulesOf(package, registers: true);
    }

    /// <summary>The package's rules, put together once.</summary>
    public static FieldReaders Of(ProgramPackage package) => Known.GetValue(package, static p => new FieldReaders(p));

    public IReadOnlyDictionary<string, PrivacySpec> Rules => _rules;

    /// <summary>The rule of a key, or null: everybody who sees the case sees it.</summary>
    public PrivacySpec? RuleOf(string key) => _rules.GetValueOrDefault(key);

    public Sight SightOf(string key, Viewer reader) => Of(key, reader).Sight;

    /// <summary>
    /// Protection before grants, grants before rules. Readers see the value; who is named in <c>masks</c> or <c>masked</c> (all others when
    /// absent) a mask; the rest nothing. Without a mask only readers see anything.
    /// </summary>
    public FieldSeen Of(string key, Viewer reader) => Decide(key, reader, _own.GetValueOrDefault(key));

    /// <summary>A register's own field: the programme's rule for the key, else the field's.</summary>
    public FieldSeen OfRegister(string key, PrivacySpec? inPlace, Viewer reader) => Decide(key, reader, _package.Privacy.GetValueOrDefault(key) ?? inPlace);

    private FieldSeen Decide(string key, Viewer reader, PrivacySpec? rule)
    {
        if (reader.Protected && !reader.OwnCase && _package.Protection is { } protection && protection.Hide.Contains(key, StringComparer.Ordinal) && !protection.Readers.Any(r => reader.Holds(_package, r)))
            return new FieldSeen(Sight.Masked, "all", protection.Text.Ja);
        var granted = reader.Grants.Where(g => g.NamesField(key)).Select(g => g.Masks.TryGetValue(key, out var shape) ? new FieldSeen(Sight.Masked, shape) : FieldSeen.Full).OrderBy(s => s.Sight).ToArray();
        if (granted.Length > 0 && granted[0].Sight == Sight.Full) return FieldSeen.Full;
        var ruled = ByRule(reader, rule);
        return granted.Length > 0 && ruled.Sight != Sight.Full ? granted[0] : ruled;
    }

    private FieldSeen ByRule(Viewer reader, PrivacySpec? rule)
    {
        if (reader.ByGrantOnly && !reader.Grants.Any(g => g.Fields.Contains(Grant.All, StringComparer.Ordinal))) return FieldSeen.Hidden;
        if (rule is null || rule.IsOpen || rule.Readers.Any(r => reader.Holds(_package, r))) return FieldSeen.Full;
        string? shape = null;
        foreach (var conditional in rule.Conditional.Where(c => reader.Is(_package, c)))
        {
            if (conditional.Mask is null) return FieldSeen.Full;
            shape ??= conditional.Mask;
        }
        shape ??= rule.Masks.FirstOrDefault(m => m.Roles.Any(r => reader.Holds(_package, r)))?.Mask;
        if (shape is null && rule.Mask is not null && (rule.Masked is null || rule.Masked.Any(r => reader.Holds(_package, r)))) shape = rule.Mask;
        return shape is null ? FieldSeen.Hidden : new FieldSeen(Sight.Masked, shape);
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
            var seen = Decide(key, reader, RuleOf(key));
            if (seen.Sight == Sight.Full) yield return new(key, View(member, reader));
            else if (seen.Show(member) is { } shown) yield return new(key, shown);
        }
    }

    /// <summary>program.json's <c>privacy</c> before what stands at a field, a form's field before a register's.</summary>
    private static SortedDictionary<string, PrivacySpec> RulesOf(ProgramPackage package, bool registers)
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
        if (registers) foreach (var field in package.Registers.SelectMany(r => r.Fields)) Add(field.Key, field.Privacy);
        return rules;
    }
}
