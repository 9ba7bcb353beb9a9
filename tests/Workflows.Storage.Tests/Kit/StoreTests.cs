using Microsoft.Extensions.Time.Testing;

namespace Workflows.Storage.Tests.Kit;

/// <summary>Tests that hold on every database; <c>Databases.cs</c> names where they run.</summary>
public abstract class StoreTests(Database database)
{
    private protected Database Where => database;

    private protected TestStore Open(Action<StorageOptions>? configure = null, string? folder = null, FakeTimeProvider? clock = null) => new(database, configure, folder, clock);
}
