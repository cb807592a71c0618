using Containet.Mpps.Method;
using Containet.Mpps.Report;

namespace Containet.Mpps.Starts;

/// <summary>The part of a run that starts containers: one at a time beside other launchers, and a hundred at once.</summary>
/// <param name="programs">The folder with the published programs.</param>
/// <param name="launchers">Everything that is to be timed, what is missing too.</param>
internal sealed class StartBench(string programs, IReadOnlyList<ILauncher> launchers)
{
    private const int MeshRounds = 3;

    /// <summary>Runs it.</summary>
    /// <param name="rounds">How many rounds.</param>
    /// <param name="findings">Where what it finds goes.</param>
    /// <param name="progress">Is told of each measurement.</param>
    /// <param name="cancel">Ends the run after the measurement at hand.</param>
    public void Run(int rounds, Findings findings, IProgressSink progress, CancellationToken cancel)
    {
        TargetDescription[] described = [.. launchers.Select(l => new TargetDescription(l.Name, l.Description, l.Missing()))];
        ILauncher[] there = [.. launchers.Where(l => described.First(d => d.Name == l.Name).Missing is null)];
        findings.Targets.AddRange(described);
        findings.Metrics.Add(new(
            StartRunner.Metric, "start of /bin/true in a container, to its end", StartRunner.Unit, MoreIsBetter: false, StartRunner.Reference));
        findings.Samples.AddRange(new StartRunner(there, rounds, progress).Run(cancel));
        if (there.Any(l => l is SwitchedLauncher))
        {
            findings.Metrics.Add(new(
                MeshRunner.Metric, "100 containers at once, until each has heard all others", MeshRunner.Unit, MoreIsBetter: false, MeshRunner.Target));
            findings.Samples.AddRange(new MeshRunner(programs, Math.Min(rounds, MeshRounds), progress).Run(cancel));
        }
    }
}
