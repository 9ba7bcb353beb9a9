using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Tests.Activities;

/// <summary>Shared data in memory: registers by name, number series, cases. A step's writes count only once the step is kept.</summary>
internal sealed class FakeAnswers : IAnswers
{
    private SortedDictionary<string, List<Datum>> _registers = new(StringComparer.Ordinal);
    private SortedDictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private (SortedDictionary<string, List<Datum>> Registers, SortedDictionary<string, long> Numbers)? _saved;

    public List<Datum> Cases { get; } = [];
    /// <summary>Registers with a key that no two records may share.</summary>
    public Dictionary<string, string> UniqueField { get; } = [];
    /// <summary>Registers whose key is made when it is absent: field and letters in front.</summary>
    public Dictionary<string, (string Field, string Letters)> IdSeries { get; } = [];
    public Dictionary<string, long> Load { get; } = [];
    public List<Question> Asked { get; } = [];

    public IReadOnlyList<Datum> Rows(string register) => [.. Register(register).Select(r => r["fields"])];
    public void Add(string register, Datum fields) => Register(register).Add(Datum.Object(("id", $"{register}-{Register(register).Count + 1}"), ("revision", 1), ("fields", fields)));

    public void Begin() => _saved = (new(_registers.ToDictionary(r => r.Key, r => r.Value.ToList()), StringComparer.Ordinal), new(_numbers, StringComparer.Ordinal));
    public void Undo() => (_registers, _numbers) = _saved!.Value;

    public ValueTask<Reply> Answer(Question question, CancellationToken cancellationToken)
    {
        Asked.Add(question);
        return ValueTask.FromResult(question switch
        {
            FindRecords find => Done(Datum.List(Matching(find.Register, find.Where).Take(find.Take))),
            AggregateRecords { Function: "count" } count => Done(Matching(count.Register, count.Where).Count()),
            AggregateRecords { Function: "sum" } sum => Done(Datum.Of(Matching(sum.Register, sum.Where).Sum(r => r["fields"][sum.Field!].AsDecimal() ?? 0))),
            TakeNumber take => Done(_numbers[$"{take.Series}/{take.Period}"] = _numbers.GetValueOrDefault($"{take.Series}/{take.Period}") + 1),
            FindCases find => Done(Datum.List(Cases.Where(c => c["workflow"].AsText() == find.Workflow && Fits(c, find.Where)))),
            ChangeRecord change => Change(change),
            ChangeRecords all => ChangeAll(all),
            ClaimKey claim => Taken(claim.Namespace, claim.Key) ? new(0, Reply.Taken, Datum.Null) : Done(Datum.Null),
            ClaimKeys claims => Done(Datum.Object(("taken", Datum.List(claims.Keys.Where(k => Taken(claims.Namespace, k)).Select(k => Datum.Object(("key", k))))))),
            UnclaimKeys unclaims => Free(unclaims),
            TaskLoad load => Done(Datum.Object(load.Persons.Select(p => KeyValuePair.Create(p, Datum.Of(Load.GetValueOrDefault(p)))))),
            _ => throw new NotSupportedException(question.GetType().Name),
        });
    }

    /// <summary>Keys held by other cases, as <c>namespace|key</c>; what the case itself gave back is in <see cref="Freed"/>.</summary>
    public HashSet<string> Claimed { get; } = [];
    public List<string> Freed { get; } = [];

    private bool Taken(string ns, string key) => Claimed.Contains($"{ns}|{key}");

    private Reply Free(UnclaimKeys unclaims)
    {
        Freed.AddRange(unclaims.Keys);
        return Done(Datum.Null);
    }

    private Reply ChangeAll(ChangeRecords all)
    {
        for (var i = 0; i < all.Rows.Count; i++)
            if (Change(new ChangeRecord(all.Register, all.Operation, all.Rows[i]["recordId"].AsText(), all.Rows[i]["values"], all.Rows[i]["revision"].AsLong())) is { Outcome: not Reply.Done } reply)
                return reply with { Value = Datum.Object(("index", i)) };
        return Done(Datum.Object(("count", all.Rows.Count)));
    }

    private Reply Change(ChangeRecord change)
    {
        var rows = Register(change.Register);
        switch (change.Operation)
        {
            case "add":
                if (UniqueField.TryGetValue(change.Register, out var key) && rows.Any(r => r["fields"][key].Equals(change.Values[key]))) return new(0, Reply.Conflict, Datum.Object(("fields", Datum.List(Datum.Of(key)))));
                var values = change.Values;
                if (IdSeries.TryGetValue(change.Register, out var series) && values[series.Field].IsNull) values = values.With(series.Field, $"{series.Letters}-{rows.Count + 1:000000}");
                Add(change.Register, values);
                return Done(rows[^1]);
            case "upsert":
                var found = UniqueField.TryGetValue(change.Register, out var unique) ? rows.FindIndex(r => r["fields"][unique].Equals(change.Values[unique])) : -1;
                if (found < 0) { Add(change.Register, change.Values); return Done(rows[^1]); }
                return Put(rows, found, change.Values);
            default:
                var at = rows.FindIndex(r => r["id"].AsText() == change.RecordId);
                if (at < 0) return new(0, Reply.NotFound, Datum.Null);
                if (change.ExpectedRevision is { } expected && rows[at]["revision"].AsLong() != expected) return new(0, Reply.Conflict, Datum.Null);
                return Put(rows, at, change.Operation == "end" ? change.Values.With("ended", true) : change.Values);
        }
    }

    private static Reply Put(List<Datum> rows, int at, Datum values)
    {
        rows[at] = rows[at].With("revision", rows[at]["revision"].AsLong()!.Value + 1).With("fields", rows[at]["fields"].Merge(values));
        return Done(rows[at]);
    }

    private static Reply Done(Datum value) => new(0, Reply.Done, value);
    private List<Datum> Register(string name) => _registers.TryGetValue(name, out var rows) ? rows : _registers[name] = [];
    private IEnumerable<Datum> Matching(string register, Datum where) => Register(register).Where(r => Fits(r["fields"], where));
    private static bool Fits(Datum row, Datum where) =>
        where.Members.All(m => m.Value.Kind == DatumKind.List ? m.Value.Items.Contains(row[m.Key]) : row[m.Key].Equals(m.Value));
}
