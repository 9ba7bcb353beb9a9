using Workflows.Storage.Tests.Kit;

namespace Workflows.Storage.Tests;

// Every test of a store on every database that can be run here.
public sealed class AuditOnSqlite() : AuditTests(Database.Sqlite);
public sealed class AuditOnPostgreSql() : AuditTests(Database.PostgreSql);
public sealed class DisposalOnSqlite() : DisposalTests(Database.Sqlite);
public sealed class DisposalOnPostgreSql() : DisposalTests(Database.PostgreSql);
public sealed class CaseExecutorOnSqlite() : CaseExecutorTests(Database.Sqlite);
public sealed class CaseExecutorOnPostgreSql() : CaseExecutorTests(Database.PostgreSql);
public sealed class DefinitionStoreOnSqlite() : DefinitionStoreTests(Database.Sqlite);
public sealed class DefinitionStoreOnPostgreSql() : DefinitionStoreTests(Database.PostgreSql);
public sealed class OutboxOnSqlite() : OutboxTests(Database.Sqlite);
public sealed class OutboxOnPostgreSql() : OutboxTests(Database.PostgreSql);
public sealed class RaceOnSqlite() : RaceTests(Database.Sqlite);
public sealed class RaceOnPostgreSql() : RaceTests(Database.PostgreSql);
public sealed class ReaderOnSqlite() : ReaderTests(Database.Sqlite);
public sealed class ReaderOnPostgreSql() : ReaderTests(Database.PostgreSql);
public sealed class RegisterRulesOnSqlite() : RegisterRuleTests(Database.Sqlite);
public sealed class RegisterRulesOnPostgreSql() : RegisterRuleTests(Database.PostgreSql);
public sealed class RegisterOnSqlite() : RegisterTests(Database.Sqlite);
public sealed class RegisterOnPostgreSql() : RegisterTests(Database.PostgreSql);
public sealed class ReplayOnSqlite() : ReplayTests(Database.Sqlite);
public sealed class ReplayOnPostgreSql() : ReplayTests(Database.PostgreSql);
public sealed class TimerOnSqlite() : TimerTests(Database.Sqlite);
public sealed class TimerOnPostgreSql() : TimerTests(Database.PostgreSql);
public sealed class PlatformOnSqlite() : PlatformTests(Database.Sqlite);
public sealed class PlatformOnPostgreSql() : PlatformTests(Database.PostgreSql);
public sealed class RaceMatrixOnSqlite() : RaceMatrix(Database.Sqlite);
public sealed class RaceMatrixOnPostgreSql() : RaceMatrix(Database.PostgreSql);
public sealed class OperatingOnSqlite() : OperatingTests(Database.Sqlite);
public sealed class OperatingOnPostgreSql() : OperatingTests(Database.PostgreSql);
public sealed class TroubleOnSqlite() : TroubleTests(Database.Sqlite);
public sealed class TroubleOnPostgreSql() : TroubleTests(Database.PostgreSql);
public sealed class ArchiveOnSqlite() : ArchiveTests(Database.Sqlite);
public sealed class ArchiveOnPostgreSql() : ArchiveTests(Database.PostgreSql);
public sealed class ReadingInSetsOnSqlite() : ReadingInSetsTests(Database.Sqlite);
public sealed class ReadingInSetsOnPostgreSql() : ReadingInSetsTests(Database.PostgreSql);
