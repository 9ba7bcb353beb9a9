using Workflows.Engine.Data;

namespace Workflows.Cases.Drafts.Editing;

public enum DraftOp { Set, Unset, Add, Remove, Move, Create, Delete, Rename }

/// <summary>One change of one element (docs/designer-api.md §3).</summary>
/// <param name="Path">Address within the document; of the list for <see cref="DraftOp.Add"/>.</param>
/// <param name="Before">The item it stands before, as <c>@id</c>; null: last.</param>
/// <param name="To">Where a moved element goes: a list or a member.</param>
/// <param name="Id">The new id of <see cref="DraftOp.Rename"/>.</param>
public sealed record DraftOperation(DraftOp Op, string Document, string Path, Datum? Value = null, string? Before = null, string? To = null, string? Id = null)
{
    /// <exception cref="FormatException">It is no operation; the message is for a person.</exception>
    public static DraftOperation Read(Datum json)
    {
        if (!Enum.TryParse<DraftOp>(json["op"].AsText(), ignoreCase: true, out var op) || !Enum.IsDefined(op))
            throw new FormatException($"操作「{json["op"].AsText()}」はありません。set、unset、add、remove、move、create、delete、rename のいずれかです。");
        if (json["document"].AsText() is not { Length: > 0 } document) throw new FormatException("document に文書の場所を書いてください。");
        if (op is DraftOp.Set or DraftOp.Add or DraftOp.Create && !json.Has("value")) throw new FormatException("value がありません。");
        if (op is DraftOp.Move && json["to"].Kind != DatumKind.Text) throw new FormatException("to に移す先を書いてください。");
        if (op is DraftOp.Rename && json["id"].Kind != DatumKind.Text) throw new FormatException("id に新しい識別子を書いてください。");
        return new(op, document, json["path"].AsText() ?? "", json.Has("value") ? json["value"] : null, json["before"].AsText(), json["to"].AsText(), json["id"].AsText());
    }

    public Datum ToDatum()
    {
        var result = Datum.Object(("op", Op.ToString().ToLowerInvariant()), ("document", Document), ("path", Path));
        if (Value is not null) result = result.With("value", Value);
        if (Before is not null) result = result.With("before", Before);
        if (To is not null) result = result.With("to", To);
        return Id is null ? result : result.With("id", Id);
    }

    public static Datum ListOf(IEnumerable<DraftOperation> operations) => Datum.List(operations.Select(o => o.ToDatum()));
    public static IReadOnlyList<DraftOperation> ReadList(Datum list) => [.. list.Items.Select(Read)];
}

/// <summary>A place an operation changed, for telling two people's changes apart.</summary>
/// <param name="Address">Canonical address; <c>…/~place</c> is where an element stands, <c>…/~items</c> what a container holds.</param>
/// <param name="After">Null when it is gone.</param>
public sealed record Touch(int Operation, string Document, string Address, Datum? Before, Datum? After)
{
    public Datum ToDatum() => Datum.Object(("no", Operation), ("document", Document), ("address", Address), ("before", Before), ("after", After), ("gone", After is null));

    public static Touch Read(Datum d) => new((int)(d["no"].AsLong() ?? 0), d["document"].AsText()!, d["address"].AsText()!, d["before"], d["gone"].AsBoolean() ? null : d["after"]);

    /// <summary>Whether two changes meet: the same place, or one within the other.</summary>
    public bool Meets(Touch other) =>
        Document == other.Document && (Within(Address, other.Address) || Within(other.Address, Address)) && !(Address == other.Address && After is not null && After.Equals(other.After));

    private static bool Within(string inner, string outer) => inner == outer || outer.Length == 0 || (inner.StartsWith(outer, StringComparison.Ordinal) && inner[outer.Length] == '/');
}

/// <summary>The operation cannot be applied to the draft as it is.</summary>
/// <param name="gone">Whether what it speaks of is not there: it may have been until somebody else removed it.</param>
public sealed class DraftOperationException(int index, string member, string ja, string en, bool gone = false) : Exception($"operations[{index}].{member}: {ja} ({en})")
{
    public int Index { get; } = index;
    public string Member { get; } = member;
    public string Ja { get; } = ja;
    public string En { get; } = en;
    public bool Gone { get; } = gone;
}
