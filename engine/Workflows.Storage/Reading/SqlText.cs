using System.Text;

namespace Workflows.Storage.Reading;

/// <summary>Conditions of a query put together; values only ever as parameters.</summary>
internal sealed class SqlText
{
    private readonly StringBuilder _where = new();
    private readonly List<object?> _values = [];

    public IReadOnlyList<object?> Values => _values;

    /// <summary>The conditions, or <c>1 = 1</c>.</summary>
    public string Conditions => _where.Length == 0 ? "1 = 1" : _where.ToString();

    public SqlText And(string condition, params ReadOnlySpan<object?> values)
    {
        if (_where.Length > 0) _where.Append(" AND ");
        _where.Append(condition);
        foreach (var value in values) _values.Add(value);
        return this;
    }

    public SqlText AndIf(bool applies, string condition, params ReadOnlySpan<object?> values) => applies ? And(condition, values) : this;
}
