using Workflows.Cases.Drafts.Documents;
using Workflows.Engine.Data;

namespace Workflows.Cases.Drafts.Editing;

/// <param name="Inverse">Operations that undo exactly these, in the order to send them.</param>
public sealed record Edited(DraftContent Content, IReadOnlyList<DraftOperation> Inverse, IReadOnlyList<Touch> Touches);

/// <summary>Applies operations to a draft: all of them or none. What is incomplete or wrong as a definition is accepted; only what has no place is not.</summary>
public static class DraftEditor
{
    /// <exception cref="DraftOperationException">One of them has no place.</exception>
    public static Edited Apply(DraftContent content, IReadOnlyList<DraftOperation> operations)
    {
        var work = new Work(content);
        for (var i = 0; i < operations.Count; i++) work.Do(i, operations[i]);
        work.Inverse.Reverse();
        return new(work.Content, work.Inverse, work.Touches);
    }

    /// <summary>Members that are lists even where they are not there yet.</summary>
    private static readonly string[] Lists = ["activities", "pages", "fields", "columns", "rules", "handlers", "states", "transitions", "lookups", "inputs", "outputs", "decisions"];

    private sealed class Work(DraftContent content)
    {
        private int _no;
        private DraftOperation _op = null!;
        private string _document = "";
        private bool _workflow;

        public DraftContent Content { get; private set; } = content;
        public List<DraftOperation> Inverse { get; } = [];
        public List<Touch> Touches { get; } = [];

        public void Do(int no, DraftOperation op)
        {
            (_no, _op, _document, _workflow) = (no, op, op.Document, DraftContent.IsWorkflow(op.Document));
            switch (op.Op)
            {
                case DraftOp.Create: Create(); break;
                case DraftOp.Delete: Delete(); break;
                case DraftOp.Rename: Rename(); break;
                case DraftOp.Set: Set(op.Value!); break;
                case DraftOp.Unset: Unset(); break;
                case DraftOp.Add: Add(); break;
                case DraftOp.Remove: Remove(); break;
                case DraftOp.Move: Move(); break;
            }
        }

        private Datum Root
        {
            get => Content.Documents.GetValueOrDefault(_document) ?? throw Wrong("document", $"文書「{_document}」がありません。", "There is no such document.", gone: true);
            set => Content = Content.With(_document, value);
        }

        private void Create()
        {
            if (!DraftContent.IsPath(_document)) throw Wrong("document", $"「{_document}」という場所に文書は置けません。", "A document cannot stand there.");
            if (Content.Documents.ContainsKey(_document)) throw Wrong("document", $"文書「{_document}」はもうあります。", "The document is there already.");
            if (_op.Value!.Kind != DatumKind.Object) throw Wrong("value", "文書は { … } です。", "A document is an object.");
            Content = Content.With(_document, _op.Value);
            Inverse.Add(new(DraftOp.Delete, _document, ""));
            Touched("", null, _op.Value);
        }

        private void Delete()
        {
            if (_document is DraftContent.Program) throw Wrong("document", "program.json は消せません。", "program.json cannot be deleted.");
            var before = Root;
            Content = Content.Without(_document);
            Inverse.Add(new(DraftOp.Create, _document, "", before));
            Touched("", before, null);
        }

        private void Rename()
        {
            var renamed = DraftRenaming.Apply(Content, _op, Wrong);
            Content = renamed.Content;
            Inverse.Add(renamed.Inverse);
            foreach (var (document, address) in renamed.Changed) Touches.Add(new(_no, document, address, null, Datum.Of(_op.Id)));
        }

        private void Set(Datum value)
        {
            var steps = Steps(_op.Path, "path");
            if (steps.Count == 0) throw Wrong("path", "文書全体は create と delete で置き換えてください。", "A whole document is replaced by delete and create.");
            GuardIdentity(steps, value);
            var before = DraftPath.Get(Root, steps);
            var existed = Exists(steps);
            var made = !existed && !Exists(steps[..^1]);
            Root = Put(Root, steps, 0, value);
            var address = Address(steps);
            // A parent made on the way goes again with its first member.
            Inverse.Add(existed ? new(DraftOp.Set, _document, _op.Path, before) : new(DraftOp.Unset, _document, made ? DraftPath.Parse(_op.Path).Parent.ToString() : _op.Path));
            Touched(address, existed ? before : null, value);
        }

        private void Unset()
        {
            var steps = Steps(_op.Path, "path");
            if (steps.Count == 0 || steps[^1] is int) throw Wrong("path", "項目を指定してください（一覧の要素は remove で消します）。", "Name a member; items are removed.");
            if (!Exists(steps)) throw Wrong("path", $"「{_op.Path}」がありません。", "There is no such place.", gone: true);
            GuardIdentity(steps, null);
            TakeOff(steps);
        }

        private void Add()
        {
            var value = _op.Value!;
            var steps = Steps(_op.Path, "path");
            var list = DraftPath.Get(Root, steps);
            if (!list.IsNull && list.Kind != DatumKind.List) throw Wrong("path", "一覧ではありません。", "This is no list.");
            if (DraftPath.IdentityOf(value) is not { Length: > 0 } identity) throw Wrong("value", "要素に id（または key、as、name）を付けてください。", "The item needs an identity.");
            if (!list.IsNull && !DraftPath.IsIdentified(list)) throw Wrong("path", "この一覧は要素ごとには変えられません。set で全体を置き換えてください。", "This list is one value; set it whole.");
            if (DraftPath.IndexOf(list, identity) >= 0) throw Wrong("value", $"「{identity}」はもうあります。", "The id is taken.");
            if (_workflow) GuardActivityIds(value);
            if (_workflow && steps is [.., "connections"]) GuardEnds(steps[..^1], value);
            var made = !Exists(steps);
            var index = Insert(list, _op.Before);
            Root = Put(Root, steps, 0, Datum.List(list.Items.Insert(index, value)));
            var own = new List<object>(steps) { index };
            var address = Address(own);
            // A list that was not there goes again with its first item.
            Inverse.Add(made ? new(DraftOp.Unset, _document, _op.Path) : new(DraftOp.Remove, _document, DraftPath.Parse(_op.Path).Then("@" + identity).ToString()));
            Touched(address, null, value);
            Container(steps);
        }

        private void Remove()
        {
            var steps = Steps(_op.Path, "path");
            if (steps.Count == 0 || !Exists(steps)) throw Wrong("path", $"「{_op.Path}」がありません。", "There is no such place.", gone: true);
            var value = DraftPath.Get(Root, steps);
            if (_workflow && DraftPath.IsActivity(value)) RemoveConnections(steps, value);
            TakeOff(steps);
        }

        /// <summary>Arrows from and to the activity go first, so that undoing puts the activity back before them.</summary>
        private void RemoveConnections(List<object> steps, Datum activity)
        {
            if (steps.Count < 2 || steps[^1] is not int) return;
            var container = steps[..^2];
            var connections = DraftPath.Get(Root, [.. container, "connections"]);
            var id = activity["id"].AsText();
            foreach (var gone in connections.Items.Where(c => c["source"]["activity"].AsText() == id || c["target"]["activity"].AsText() == id).ToList())
            {
                var list = DraftPath.Get(Root, [.. container, "connections"]);
                TakeOff([.. container, "connections", DraftPath.IndexOf(list, DraftPath.IdentityOf(gone)!)]);
            }
        }

        private void Move()
        {
            var steps = Steps(_op.Path, "path");
            if (steps.Count == 0 || !Exists(steps)) throw Wrong("path", $"「{_op.Path}」がありません。", "There is no such place.", gone: true);
            var value = DraftPath.Get(Root, steps);
            var target = Steps(_op.To!, "to");
            if (target.Count > steps.Count && steps.SequenceEqual(target.Take(steps.Count))) throw Wrong("to", "自分の中へは移せません。", "An element cannot go into itself.");
            var address = Address(steps);
            var back = Back(steps);
            var from = steps[..^1];
            if (_workflow && DraftPath.IsActivity(value) && !SameContainer(from)) RemoveConnections(steps, value);
            Root = Cut(Root, steps, 0);
            // Taking it out may have moved the target's own position.
            target = Steps(_op.To!, "to");
            var there = DraftPath.Get(Root, target);
            if (there.Kind == DatumKind.List)
            {
                if (DraftPath.IndexOf(there, DraftPath.IdentityOf(value) ?? "") >= 0) throw Wrong("to", "移す先に同じ識別子の要素があります。", "The id is taken there.");
                Root = Put(Root, target, 0, Datum.List(there.Items.Insert(Insert(there, _op.Before), value)));
                target.Add(DraftPath.IndexOf(DraftPath.Get(Root, target), DraftPath.IdentityOf(value) ?? ""));
            }
            else if (!there.IsNull) throw Wrong("to", "移す先はもう使われています。", "The place is taken.");
            else if (target[^1] is string key && Lists.Contains(key)) Root = Put(Root, target, 0, Datum.List(value));
            else Root = Put(Root, target, 0, value);
            var now = there.Kind == DatumKind.List ? target : DraftPath.Get(Root, target).Kind == DatumKind.List ? [.. target, 0] : target;
            Inverse.Add(back with { Path = Address(now) });
            Touched(address + "/~place", Datum.Of(Address(from)), Datum.Of($"{_op.To} {_op.Before}"));
            if (Address(now) != address) Touched(Address(now), null, value);
        }

        private bool SameContainer(List<object> from) => Steps(_op.To!, "to").SequenceEqual(from);

        /// <summary>The operation that brings an element back to where it stands now.</summary>
        private DraftOperation Back(List<object> steps)
        {
            if (steps[^1] is not int index) return new(DraftOp.Move, _document, "", To: Address(steps[..^1]) + "/" + DraftPath.Escape((string)steps[^1]));
            var list = DraftPath.Get(Root, steps[..^1]);
            return new(DraftOp.Move, _document, "", Before: index + 1 < list.Items.Length ? "@" + DraftPath.IdentityOf(list.Items[index + 1]) : null, To: Address(steps[..^1]));
        }

        private void TakeOff(List<object> steps)
        {
            var value = DraftPath.Get(Root, steps);
            var parent = steps[..^1];
            var address = Address(steps);
            if (steps[^1] is int index)
            {
                if (DraftPath.IdentityOf(value) is null) throw Wrong("path", "この一覧の要素は set で全体を置き換えてください。", "This list is one value; set it whole.");
                var list = DraftPath.Get(Root, parent);
                Inverse.Add(new(DraftOp.Add, _document, Address(parent), value, index + 1 < list.Items.Length ? "@" + DraftPath.IdentityOf(list.Items[index + 1]) : null));
            }
            else
                Inverse.Add(new(DraftOp.Set, _document, $"{Address(parent)}/{DraftPath.Escape((string)steps[^1])}", value));
            Root = Cut(Root, steps, 0);
            Touched(address, value, null);
            if (_workflow) foreach (var inner in Activities(value)) if ("/#" + inner != address) Touched("/#" + DraftPath.Escape(inner), Datum.Null, null);
        }

        /// <summary>Who removes a container must know what was put into it.</summary>
        private void Container(List<object> listSteps)
        {
            if (listSteps.Count > 0) Touched(Address(listSteps[..^1]) + "/~items", null, Datum.Of(_no));
        }

        private List<object> Steps(string path, string member) =>
            DraftPath.Parse(path).TryResolve(Root, _workflow, out var steps) ? steps : throw Wrong(member, $"「{path}」がありません。", "There is no such place.", gone: true);

        private bool Exists(List<object> steps) => steps.Count == 0 || (steps[^1] is int || DraftPath.Get(Root, steps[..^1]).Has((string)steps[^1]));

        private string Address(IReadOnlyList<object> steps) => DraftPath.Canonical(Root, _workflow, steps);

        private static int Insert(Datum list, string? before)
        {
            if (before is null) return list.Items.Length;
            var index = DraftPath.IndexOf(list, before.TrimStart('@'));
            // What it should stand before may have gone meanwhile: the end is as good.
            return index < 0 ? list.Items.Length : index;
        }

        private void GuardIdentity(List<object> steps, Datum? value)
        {
            if (steps is [.., int, string key])
            {
                var item = DraftPath.Get(Root, steps[..^1]);
                if (DraftPath.IdentityKey(item) == key && !(value is not null && item[key].Equals(value))) throw Wrong("path", "識別子は rename で変えてください。", "An id is changed by rename.");
            }
            if (value is not null && steps[^1] is int && DraftPath.IdentityOf(DraftPath.Get(Root, steps)) is var old && old != DraftPath.IdentityOf(value))
                throw Wrong("value", "要素の識別子が違います。", "The item's id differs.");
            if (_workflow && value is not null) GuardActivityIds(value, DraftPath.Get(Root, steps));
        }

        /// <summary>An arrow stands between two activities of its own flow: one without ends could not be undone with them.</summary>
        private void GuardEnds(List<object> container, Datum connection)
        {
            var here = DraftPath.Get(Root, [.. container, "activities"]);
            foreach (var end in (string[])["source", "target"])
                if (connection[end]["activity"].AsText() is { } id && DraftPath.IndexOf(here, id) < 0)
                    throw Wrong("value", $"矢印の端の手順「{id}」がここにありません。", $"The arrow's activity '{id}' is not here.", gone: true);
        }

        /// <summary>An activity's id is one in its workflow, also within what is put in.</summary>
        private void GuardActivityIds(Datum value, Datum? instead = null)
        {
            var taken = Activities(Root).ToHashSet(StringComparer.Ordinal);
            if (instead is not null) taken.ExceptWith(Activities(instead));
            foreach (var id in Activities(value))
                if (!taken.Add(id)) throw Wrong("value", $"アクティビティの識別子「{id}」はもう使われています。", $"The activity id '{id}' is taken.");
        }

        private static IEnumerable<string> Activities(Datum value)
        {
            var waiting = new Stack<Datum>([value]);
            while (waiting.TryPop(out var at))
            {
                if (DraftPath.IsActivity(at)) yield return at["id"].AsText()!;
                foreach (var inner in at.Kind == DatumKind.List ? at.Items : at.Members.Select(m => m.Value)) if (inner.Kind is DatumKind.List or DatumKind.Object) waiting.Push(inner);
            }
        }

        private static Datum Put(Datum at, IReadOnlyList<object> steps, int depth, Datum value)
        {
            if (depth == steps.Count) return value;
            if (steps[depth] is int index) return at.WithItem(index, Put(at[index], steps, depth + 1, value));
            var key = (string)steps[depth];
            return (at.IsNull ? Datum.EmptyObject : at).With(key, Put(at[key], steps, depth + 1, value));
        }

        private static Datum Cut(Datum at, IReadOnlyList<object> steps, int depth)
        {
            var last = depth == steps.Count - 1;
            if (steps[depth] is int index) return last ? Datum.List(at.Items.RemoveAt(index)) : at.WithItem(index, Cut(at[index], steps, depth + 1));
            var key = (string)steps[depth];
            return last ? at.Without(key) : at.With(key, Cut(at[key], steps, depth + 1));
        }

        private void Touched(string address, Datum? before, Datum? after) => Touches.Add(new(_no, _document, address, before, after));

        private DraftOperationException Wrong(string member, string ja, string en, bool gone = false) => new(_no, member, ja, en, gone);
    }
}
