using Workflows.Storage.Tests;

return args is ["write-until-killed", var folder]
    ? await CrashTests.WriteUntilKilled(folder)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
