namespace Workflows.Tests.Kit;

/// <summary>The databases that can be run here.</summary>
public enum Database { Sqlite, PostgreSql }
