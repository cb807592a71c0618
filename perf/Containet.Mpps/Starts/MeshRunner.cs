using System.Diagnostics;
using Containet.Mpps.Kernel;
using Containet.Mpps.Loads;
using Containet.Mpps.Method;
using Containet.Mpps.Metrics;
using Containet.Mpps.Targets;

namespace Containet.Mpps.Starts;

/// <summary>
/// Starts a hundred containers at once on one switch and waits until each has an answer from every other. The value is the
/// seconds from the first start to the last answer.
/// </summary>
internal sealed class MeshRunner(string programs, int rounds, IProgressSink progress)
{
    /// <summary>The metric's name.</summary>
    public const string Metric = "start100";

    /// <summary>The metric's unit.</summary>
    public const string Unit = "s";

    /// <summary>What is measured.</summary>
    public const string Target = "containode";

    private const int Containers = 100;
    private const string First = "10.9.0.1";
    private const string Complete = "complete";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs all rounds.</summary>
    /// <param name="cancel">Ends the run after the measurement at hand.</param>
    public IReadOnlyList<Sample> Run(CancellationToken cancel)
    {
        var samples = new List<Sample>();
        for (int round = 1; round <= rounds && !cancel.IsCancellationRequested; round++)
        {
            progress.Begin(round - 1, rounds, $"round {round} of {rounds}: {Metric} {Target}");
            Sample sample = Measure(round);
            if (cancel.IsCancellationRequested && sample.Failure is not null)
            {
                return samples; // The interruption failed it.
            }

            samples.Add(sample);
            progress.End(sample, Unit);
        }

        return samples;
    }

    private Sample Measure(int round)
    {
        var details = new Dictionary<string, double>();
        var containers = new List<Process>();
        try
        {
            using var limits = new NeighbourLimits(2 * Containers * Containers);
            using var rig = new Rig();
            string socket = ContainetTarget.Start(rig, Path.Combine(programs, "containet"), "auto", workers: 1);
            long begun = Stopwatch.GetTimestamp();
            for (int c = 0; c < Containers; c++)
            {
                containers.Add(Programs.Start(
                    Path.Combine(programs, "containode"),
                    [
                        "-s", socket, "-4", $"{LoadSocket.Plus(System.Net.IPAddress.Parse(First), c)}/16", "-i", $"bench{c}", "--",
                        Programs.Self, "load", "mesh", "--count", $"{Containers}", "--self", $"{c}", "--first", First,
                    ]));
            }

            Task<string?>[] complete = [.. containers.Select(c => c.StandardOutput.ReadLineAsync())];
            Task.WaitAll(complete, Patience);
            double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            int late = complete.Count(c => !c.IsCompletedSuccessfully || c.Result != Complete);
            rig.MustStand();
            if (late > 0)
            {
                string said = containers.Where(c => c.HasExited).Select(c => Programs.OneLine(c.StandardError.ReadToEnd())).FirstOrDefault("");
                throw new MeasurementException($"{late} of {Containers} containers did not hear all others within {Patience.TotalSeconds} s {said}");
            }

            details[Detail.Resident] = Machine.ResidentMegabytes(rig.Programs) ?? 0;
            return new Sample(round, Metric, Target, seconds, null, null, details, ["the kernel's limit of neighbours (gc_thresh3), which is the machine's, was raised meanwhile"]);
        }
        catch (Exception e) when (e is ProgramException or TargetException or IOException or MeasurementException)
        {
            return new Sample(round, Metric, Target, null, e.Message, null, details, []);
        }
        finally
        {
            containers.ForEach(c => c.StandardInput.Close());
            containers.ForEach(Programs.End);
        }
    }
}
