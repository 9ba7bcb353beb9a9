using Workflows.Storage.Tests;
using Workflows.Storage.Tests.Kit;

// The tests, and the other processes that some of them start.
return args switch
{
    ["write-until-killed", var folder] => await CrashTests.WriteUntilKilled(folder),
    ["resume", var database, var folder, var server, .. var ids] => await RaceMatrix.ResumeFromOutside(Enum.Parse<Database>(database), folder, server, ids),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};
