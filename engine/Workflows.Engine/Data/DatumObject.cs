using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Workflows.Engine.Data;

/// <summary>The ordered members of an object. Up to eight keys are searched in line, more by an index made on demand.</summary>
internal sealed class DatumObject
{
    public static readonly DatumObject Empty = new([]);

    /// <summary>So many keys are found quicker one by one than by an index.</summary>
    private const int Short = 8;

    private readonly KeyValuePair<string, Datum>[] _members;
    private Dictionary<string, int>? _index;

    private DatumObject(KeyValuePair<string, Datum>[] members) => _members = members;

    public IReadOnlyList<KeyValuePair<string, Datum>> Members => _members;

    /// <summary>A later value of a key replaces the earlier one and keeps its place.</summary>
    public static DatumObject From(IEnumerable<KeyValuePair<string, Datum>> members)
    {
        var list = new List<KeyValuePair<string, Datum>>();
        Dictionary<string, int>? seen = null;
        foreach (var member in members)
        {
            if (list.Count > Short && seen is null)
            {
                seen = new(StringComparer.Ordinal);
                for (var i = 0; i < list.Count; i++) seen.Add(list[i].Key, i);
            }
            var at = seen is null ? IndexOf(CollectionsMarshal.AsSpan(list), member.Key) : seen.GetValueOrDefault(member.Key, -1);
            if (at >= 0) list[at] = member;
            else { seen?.Add(member.Key, list.Count); list.Add(member); }
        }
        return list.Count == 0 ? Empty : new([.. list]);
    }

    public static DatumObject From(ReadOnlySpan<(string Key, Datum? Value)> members)
    {
        if (members.Length == 0) return Empty;
        var array = new KeyValuePair<string, Datum>[members.Length];
        for (var i = 0; i < members.Length; i++)
        {
            var (key, value) = members[i];
            for (var earlier = 0; earlier < i; earlier++)
                if (string.Equals(array[earlier].Key, key, StringComparison.Ordinal)) return Repeated(members);
            array[i] = new(key, value ?? Datum.Null);
        }
        return new(array);
    }

    private static DatumObject Repeated(ReadOnlySpan<(string Key, Datum? Value)> members)
    {
        var result = Empty;
        foreach (var (key, value) in members) result = result.With(key, value ?? Datum.Null);
        return result;
    }

    public Datum? Find(string key)
    {
        var at = IndexOf(key);
        return at < 0 ? null : _members[at].Value;
    }

    public DatumObject With(string key, Datum value)
    {
        var at = IndexOf(key);
        if (at >= 0)
        {
            if (ReferenceEquals(_members[at].Value, value)) return this;
            var copy = _members.AsSpan().ToArray();
            copy[at] = new(key, value);
            return new(copy) { _index = _index };
        }
        return new([.. _members, new(key, value)]);
    }

    public DatumObject Without(string key)
    {
        var at = IndexOf(key);
        return at < 0 ? this : new([.. _members[..at], .. _members[(at + 1)..]]);
    }

    /// <summary>Equal members, whatever their order.</summary>
    public bool SameAs(DatumObject other)
    {
        if (other._members.Length != _members.Length) return false;
        foreach (var (key, value) in _members)
            if (other.Find(key) is not { } there || !there.Equals(value)) return false;
        return true;
    }

    private static int IndexOf(ReadOnlySpan<KeyValuePair<string, Datum>> members, string key)
    {
        for (var i = 0; i < members.Length; i++)
            if (string.Equals(members[i].Key, key, StringComparison.Ordinal)) return i;
        return -1;
    }

    private int IndexOf(string key)
    {
        if (_members.Length <= Short) return IndexOf(_members, key);
        if (_index is null)
        {
            var index = new Dictionary<string, int>(_members.Length, StringComparer.Ordinal);
            for (var i = 0; i < _members.Length; i++) index[_members[i].Key] = i;
            _index = index;
        }
        return _index.TryGetValue(key, out var at) ? at : -1;
    }
}
