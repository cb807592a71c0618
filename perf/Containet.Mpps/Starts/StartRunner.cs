using Containet.Mpps.Kernel;
using Containet.Mpps.Loads;
using Containet.Mpps.Method;
using Containet.Mpps.Targets;

namespace Containet.Mpps.Starts;

/// <summary>
/// Times <c>/bin/true</c> from start to end in each launcher's container, in interleaved rounds of some starts each; a round's
/// value is their median.
/// </summary>
internal sealed class StartRunner(IReadOnlyList<ILauncher> launchers, int rounds, IProgressSink progress)
{
    /// <summary>The metric's name.</summary>
    public const string Metric = "start";

    /// <summary>The metric's unit.</summary>
    public const string Unit = "ms";

    /// <summary>The launcher that ratios are against.</summary>
    public const string Reference = "bwrap";

    private const int Starts = 20;
    private const string Mount = "umount -R /sys/fs/cgroup 2>/dev/null; mount -t cgroup2 none /sys/fs/cgroup && exec \"$@\"";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs all rounds.</summary>
    /// <param name="cancel">Ends the run after the measurement at hand.</param>
    public IReadOnlyList<Sample> Run(CancellationToken cancel)
    {
        var samples = new List<Sample>();
        for (int round = 1; round <= rounds; round++)
        {
            for (int i = 0; i < launchers.Count && !cancel.IsCancellationRequested; i++)
            {
                ILauncher launcher = launchers[(i + round - 1) % launchers.Count];
                progress.Begin(samples.Count, rounds * launchers.Count, $"round {round} of {rounds}: {Metric} {launcher.Name}");
                Sample sample = Measure(round, launcher);
                if (cancel.IsCancellationRequested && sample.Failure is not null)
                {
                    return samples; // The interruption failed it.
                }

                samples.Add(sample);
                progress.End(sample, Unit);
            }
        }

        return samples;
    }

    private static Sample Measure(int round, ILauncher launcher)
    {
        var none = new Dictionary<string, double>();
        try
        {
            using var folder = new WorkFolder();
            MakeRoot(folder.File("rootfs"));
            LauncherCommand command = launcher.Prepare(folder.Path);
            using IDisposable? servant = command.Servant;
            SpawnResult result = Time(command);
            var details = new Dictionary<string, double> { [Metrics.Detail.Slowest] = result.Milliseconds.Max() };
            return new Sample(round, Metric, launcher.Name, Statistics.Median(result.Milliseconds), null, null, details, []);
        }
        catch (Exception e) when (e is ProgramException or TargetException or IOException)
        {
            return new Sample(round, Metric, launcher.Name, null, e.Message, null, none, []);
        }
    }

    private static SpawnResult Time(LauncherCommand command)
    {
        string[] spawn = [Programs.Self, "load", "spawn", "--count", $"{Starts}", "--", .. command.Arguments];
        string[] all = command.PureCgroup2 ? ["unshare", "-m", "sh", "-c", Mount, "sh", .. spawn] : spawn;
        using var timer = new LoadProcess(Programs.Start(all[0], all[1..]), "spawn");
        timer.Go();
        return timer.Result(LoadJson.Default.SpawnResult, Patience);
    }

    private static void MakeRoot(string root)
    {
        foreach (string name in (ReadOnlySpan<string>)["bin", "dev", "proc", "sys", "tmp"])
        {
            Directory.CreateDirectory(Path.Combine(root, name));
        }

        string busybox = Programs.Find("busybox") ?? throw new ProgramException("busybox is not installed (Debian: busybox-static)");
        File.Copy(busybox, Path.Combine(root, "bin", "busybox"));
        File.CreateSymbolicLink(Path.Combine(root, "bin", "true"), "busybox");
    }
}
