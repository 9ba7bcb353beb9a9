namespace Workflows.Cases.Ports;

/// <summary>Number series outside a step.</summary>
public interface INumberStore
{
    /// <summary>The next number taken from the series will be <paramref name="next"/>.</summary>
    /// <param name="period">Null: in the running and every later period.</param>
    ValueTask Set(string tenant, string program, string series, string? period, long next, CancellationToken ct);
}
