using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using Workflows.Benchmarks.Load;

// dotnet run -c Release --project tests/Workflows.Benchmarks -- --filter '*'
if (args is ["load", ..]) return await LoadRun.Run(args[1..]);
var config = DefaultConfig.Instance
    .AddJob(Job.ShortRun)
    .HideColumns(Column.Error, Column.StdDev, Column.RatioSD);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
return 0;
