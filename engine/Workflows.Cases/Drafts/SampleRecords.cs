using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Drafts;

/// <summary>
/// The registers of a form under design. The committed ones stay closed: a form under design must not become a way to look into them. What answers are
/// the records the draft itself brings (a register's <c>seed</c>, the municipality's own first records); where it brings none, one made-up record that
/// has whatever was asked for, so that a look-up and what hangs on it can be seen working.
/// </summary>
internal sealed class SampleRecords(ProgramPackage package, Func<string, IReadOnlyList<Datum>> own) : IRegisterStore
{
    public ValueTask<IReadOnlyList<Datum>> Find(string tenant, string program, string register, Datum where, int take, CancellationToken ct)
    {
        if (package.Registers.Find(register) is not { } spec) return new([]);
        IReadOnlyList<Datum> brought = [.. spec.Seed, .. own(spec.Id)];
        var rows = brought.Count > 0 ? brought.Where(row => where.Members.All(w => Holds(row[w.Key], w.Value))) : [MadeUp(spec, where)];
        return new([.. rows.Take(take).Select((fields, i) => Datum.Object(("id", $"sample-{i + 1}"), ("revision", 1), ("fields", fields)))]);
    }

    public async ValueTask<long> Count(string tenant, string program, string register, CancellationToken ct) =>
        (await Find(tenant, program, register, Datum.EmptyObject, int.MaxValue, ct)).Count;

    public async ValueTask<IReadOnlyList<long>> Tally(string tenant, string program, string register, string field, IReadOnlyList<Datum> values, CancellationToken ct)
    {
        var parts = (await Find(tenant, program, register, Datum.EmptyObject, int.MaxValue, ct)).Select(r => RegisterKeys.Parts(r["fields"][field]).ToHashSet()).ToList();
        return [.. values.Select(v => (long)parts.Count(p => p.Contains(v)))];
    }

    public async ValueTask<Datum?> Get(string tenant, string program, string register, string recordId, CancellationToken ct) =>
        (await Find(tenant, program, register, Datum.EmptyObject, int.MaxValue, ct)).FirstOrDefault(r => r["id"].AsText() == recordId);

    public async ValueTask<IReadOnlySet<int>> Known(string tenant, string program, string register, IReadOnlyList<Datum> keys, CancellationToken ct)
    {
        var known = new HashSet<int>();
        for (var i = 0; i < keys.Count; i++) if ((await Find(tenant, program, register, keys[i], 1, ct)).Count > 0) known.Add(i);
        return known;
    }

    public ValueTask<IReadOnlyList<(long No, string Record)>> Due(string tenant, string program, string register, DateOnly until, long after, int take, CancellationToken ct) => new([]);
    public ValueTask Reindex(string tenant, string program, string register, CancellationToken ct) => throw Never();
    public ValueTask<IReadOnlyList<Datum>> History(string tenant, string program, string register, string recordId, CancellationToken ct) => new([]);
    public ValueTask<Reply> Change(string tenant, string program, ChangeRecord change, string actor, DateTimeOffset at, CancellationToken ct, string? reason = null) => throw Never();
    public ValueTask<IReadOnlyList<Reply>> ChangeAll(string tenant, string program, string register, string operation, IReadOnlyList<Datum> rows, bool keep, string actor, DateTimeOffset at, string? reason, CancellationToken ct) => throw Never();
    public ValueTask<bool> Erase(string tenant, string program, string register, string recordId, IReadOnlyList<string> fields, string reason, DateTimeOffset at, CancellationToken ct) => throw Never();

    /// <summary>As in a real register: equal, or any of a list.</summary>
    private static bool Holds(Datum value, Datum condition) => value.Equals(condition) || (condition.Kind == DatumKind.List && condition.Items.Any(value.Equals));

    private static Datum MadeUp(RegisterSpec spec, Datum where) => Datum.Object(spec.Fields.Select(field => KeyValuePair.Create(field.Key,
        where[field.Key] is { IsNull: false } asked ? (asked.Kind == DatumKind.List ? asked.Items.FirstOrDefault(Datum.Null) : asked) : Example(field))));

    private static Datum Example(RegisterFieldSpec field) => field.Type switch
    {
        "number" => 1, "money" => 1000, "boolean" or "yesno" or "consent" => true, "date" => "2027-04-01", "time" => "09:00", "postal" => "2480000", "phone" => "0467230000", "email" => "mihon@example.jp",
        "kana" => "ミホン", "list" or "table" or "multichoice" => Datum.List([]),
        "object" => Datum.Object(field.Columns.Select(c => KeyValuePair.Create(c.Key, Example(c)))),
        _ => $"見本の{field.Label.Ja}",
    };

    private static NotSupportedException Never() => new("A preview changes no record.");
}
