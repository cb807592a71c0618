using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Containet.Benchmarks;

// --quick measures everything shortly and in this process; the other arguments are BenchmarkDotNet's (--filter '*Ring*', --list flat …).
bool quick = args.Contains("--quick");
string[] rest = [.. args.Where(a => a != "--quick")];
if (rest.Length == 0)
{
    rest = ["--filter", "*"];
}

Job job = quick
    ? Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(5).WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(100))
    : Job.Default;
ManualConfig config = DefaultConfig.Instance
    .AddJob(job)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumn(new RateColumn())
    .HideColumns(Column.RatioSD, Column.AllocRatio, Column.Gen0, Column.Gen1, Column.Gen2, Column.Error)
    .WithOption(ConfigOptions.DisableLogFile, quick);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(rest, config);
