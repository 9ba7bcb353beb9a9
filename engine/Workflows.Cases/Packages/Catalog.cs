using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Workflows.Cases.Packages;

/// <summary>Something a package declares under an id of its specification; other names of it are aliases.</summary>
public interface IDeclared
{
    string Id { get; }
    IReadOnlyList<string> Aliases { get; }
    /// <summary>What people call it; a scenario may name it so.</summary>
    Label Label { get; }
}

/// <summary>Declared things in the order written, found by id, else alias, else Japanese label. Immutable.</summary>
public sealed class Catalog<T> : IReadOnlyList<T> where T : class, IDeclared
{
    public static readonly Catalog<T> Empty = new([]);

    private readonly T[] _items;
    private readonly Dictionary<string, T> _byName = new(StringComparer.Ordinal);

    /// <remarks>An id wins over another's alias, an alias over another's label; of two equal ids the first stays (the loader reports the second).</remarks>
    public Catalog(IEnumerable<T> items)
    {
        _items = [.. items];
        foreach (var item in _items) _byName.TryAdd(item.Id, item);
        foreach (var item in _items)
            foreach (var alias in item.Aliases) _byName.TryAdd(alias, item);
        foreach (var item in _items)
            if (item.Label.Ja.Length > 0) _byName.TryAdd(item.Label.Ja, item);
    }

    public int Count => _items.Length;
    public T this[int index] => _items[index];

    public T? Find(string? name) => name is not null && _byName.TryGetValue(name, out var found) ? found : null;

    public bool TryFind(string name, [NotNullWhen(true)] out T? found) => _byName.TryGetValue(name, out found);

    /// <exception cref="KeyNotFoundException">Nothing of that name.</exception>
    public T Get(string name) =>
        Find(name) ?? throw new KeyNotFoundException($"「{name}」は定義されていません。使える名前: {string.Join("、", _items.Select(i => i.Id))}。 (There is no '{name}'.)");

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();
}
