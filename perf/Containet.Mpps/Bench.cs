using System.Diagnostics;
using System.Runtime.InteropServices;
using Containet.Mpps.Method;
using Containet.Mpps.Metrics;
using Containet.Mpps.Report;
using Containet.Mpps.Starts;
using Containet.Mpps.Targets;

namespace Containet.Mpps;

/// <summary>
/// The harness: chooses what is to be measured, runs it, reports. Everything that carries traffic is in network namespaces of
/// its own, and gone at the end.
/// </summary>
internal static class Bench
{
    // Where the scheduler puts three programs on two cores differs from run to run, and not within one: many short rounds tell
    // more in the same time than few long ones.
    private const int QuickRounds = 8;
    private const int FullRounds = 8;
    private const double QuickSeconds = 0.4;
    private const double FullSeconds = 0.6;

    /// <summary>Runs the harness.</summary>
    /// <returns>0; 1 if a round failed, after the report; 130 if it was interrupted.</returns>
    public static int Run(BenchOptions options)
    {
        if (options.Table is not null)
        {
            return PrintTable(options.Table, options.Into);
        }

        DateTimeOffset date = DateTimeOffset.Now;
        long since = Stopwatch.GetTimestamp();
        BenchReport? before = options.Compare is null ? null : BenchReport.Read(options.Compare);
        var catalogue = new Catalogue(options);
        IReadOnlyList<IMetric> metrics = catalogue.Metrics();
        (ITarget Target, string? Missing)[] targets = [.. catalogue.Targets().Select(t => (t, t.Missing()))];
        MachineDescription machine = MachineDescription.Ask();
        var plan = new Plan(
            [.. targets.Where(t => t.Missing is null).Select(t => t.Target)],
            metrics,
            options.Rounds > 0 ? options.Rounds : options.Quick ? QuickRounds : FullRounds,
            options.Seconds > 0 ? options.Seconds : options.Quick ? QuickSeconds : FullSeconds,
            VariantsToo: options.Targets.Count > 0);
        var progress = new TerminalProgress();
        using var interrupted = new CancellationTokenSource();
        void Interrupt(PosixSignalContext signal)
        {
            signal.Cancel = true;
            interrupted.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Interrupt);
        var findings = new Findings();
        findings.Targets.AddRange(targets.Select(t => new TargetDescription(t.Target.Name, t.Target.Description, t.Missing)));
        findings.Metrics.AddRange(metrics.Select(m => new MetricDescription(m.Name, m.Title, m.Unit, m.MoreIsBetter, m.Reference)));
        findings.Samples.AddRange(new RoundRunner(plan, progress).Run(interrupted.Token));
        progress.Done();
        if (catalogue.WantsStarts)
        {
            var startProgress = new TerminalProgress();
            new StartBench(options.Programs, catalogue.Launchers()).Run(plan.Rounds, findings, startProgress, interrupted.Token);
            startProgress.Done();
        }

        var report = new BenchReport
        {
            Date = date,
            Method = [.. MethodOf(plan, options, catalogue), .. interrupted.IsCancellationRequested ? (string[])["INTERRUPTED: what is not there was not measured."] : []],
            Machine = machine,
            Targets = findings.Targets,
            Metrics = findings.Metrics,
            Seconds = Stopwatch.GetElapsedTime(since).TotalSeconds,
            Summaries = Summary.Of(findings.Samples, name => findings.Metrics.First(m => m.Name == name).Reference),
            Samples = findings.Samples,
        };
        Console.Out.Write(TableReport.Format(report));
        if (before is not null)
        {
            Console.Out.Write(Comparison.Format(report, before));
        }

        Write(report, options);
        return interrupted.IsCancellationRequested ? 130 : findings.Samples.Any(s => s.Failure is not null) ? 1 : 0;
    }

    private static int PrintTable(string file, string? into)
    {
        string table = MarkdownReport.Format(BenchReport.Read(file));
        if (into is null)
        {
            Console.Out.Write(table);
        }
        else
        {
            File.WriteAllText(into, MarkdownReport.Replace(File.ReadAllText(into), table));
        }

        return 0;
    }

    private static void Write(BenchReport report, BenchOptions options)
    {
        if (options.Json is not null)
        {
            report.Write(options.Json);
        }

        if (options.Out is not null)
        {
            Directory.CreateDirectory(options.Out);
            report.Write(Path.Combine(options.Out, "bench.json"));
            File.WriteAllText(Path.Combine(options.Out, "bench.txt"), TableReport.Format(report));
            IReadOnlyList<string> plots = Plots.Write(report, options.Out);
            Console.Error.WriteLine($"bench.json, bench.txt and {plots.Count} plots are in {options.Out}");
        }
    }

    private static string[] MethodOf(Plan plan, BenchOptions options, Catalogue catalogue) =>
    [
        FormattableString.Invariant(
            $"{plan.Rounds} interleaved rounds, {plan.Seconds:0.##} s a load, medians; ratios are taken round by round, ± is their margin of 99 %. MTU {Station.Mtu}, IPv6 off."),
        "Nothing is pinned by the harness; containet pins its own workers. Socket GSO and GRO are off; interfaces have the kernel's own offloads.",
        $"Sink: {options.Sink}. CPU is that of the whole machine, load programs included.",
        .. plan.Metrics.Any(m => m.IsLong) && !plan.VariantsToo
            ? (string[])["The long measurements (RFC 2544, RFC 2889, many ports, many addresses) are of the main targets, in one to three rounds."]
            : [],
        .. catalogue.KnownLimits is { Datagrams: > 0 } limits
            ? (string[])[FormattableString.Invariant(
                $"The generators alone, into an interface that swallows everything: {limits.Datagrams / 1e6:0.00} Mpps of datagrams, {limits.Frames / 1e6:0.00} Mpps of frames.")]
            : [],
    ];
}
