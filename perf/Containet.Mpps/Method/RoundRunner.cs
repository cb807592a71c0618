using Containet.Mpps.Kernel;
using Containet.Mpps.Metrics;
using Containet.Mpps.Targets;

namespace Containet.Mpps.Method;

/// <summary>
/// Runs a plan in interleaved rounds. In each round every target is set up afresh, and all of them stand side by side, idle but
/// for the one that is measured; metric by metric, the targets are measured one straight after the other, in an order that
/// begins with another target each round. So a ratio compares two measurements a few seconds apart, and what the machine does
/// in a slow hour happens to all.
/// <para>
/// A target that fails gets a sample that says why; it never gets a zero, and never none. One that broke is set up again for
/// the next metric. Metrics that want more than two ports have a rig set up for themselves.
/// </para>
/// </summary>
internal sealed class RoundRunner(Plan plan, IProgressSink progress)
{
    // A program's taps are gone a little before it is.
    private static readonly TimeSpan DyingTime = TimeSpan.FromMilliseconds(300);

    private const int StandingPorts = 2;

    private readonly List<Sample> _samples = [];
    private readonly Dictionary<ITarget, Rig> _rigs = [];

    /// <summary>Runs all rounds.</summary>
    /// <param name="cancel">Ends the run after the measurement at hand; what there is by then is returned.</param>
    public IReadOnlyList<Sample> Run(CancellationToken cancel)
    {
        int steps = plan.Metrics.Sum(m => m.Rounds(plan.Rounds) * TargetsOf(m).Length);
        for (int round = 1; round <= plan.Rounds; round++)
        {
            try
            {
                foreach (IMetric metric in plan.Metrics.Where(m => round <= m.Rounds(plan.Rounds)))
                {
                    ITarget[] targets = TargetsOf(metric);
                    for (int i = 0; i < targets.Length; i++)
                    {
                        if (cancel.IsCancellationRequested)
                        {
                            return _samples;
                        }

                        ITarget target = targets[(i + round - 1) % targets.Length];
                        progress.Begin(_samples.Count, steps, $"round {round} of {plan.Rounds}: {metric.Name} {target.Name}");
                        Sample sample = Measure(round, metric, target);
                        if (cancel.IsCancellationRequested && sample.Failure is not null)
                        {
                            // A terminal interrupts the load programs too: that they failed says nothing of the target.
                            return _samples;
                        }

                        _samples.Add(sample);
                        progress.End(sample, metric.Unit);
                    }
                }
            }
            finally
            {
                TearDown();
            }
        }

        return _samples;
    }

    private ITarget[] TargetsOf(IMetric metric) =>
        [.. plan.Targets.Where(t => !metric.IsLong || !t.IsVariant || plan.VariantsToo)];

    private Sample Measure(int round, IMetric metric, ITarget target)
    {
        try
        {
            if (metric.Ports > target.MaxPorts)
            {
                throw new NotMeasurableException($"it has {target.MaxPorts} ports at most");
            }

            Rig rig = metric.Ports == StandingPorts ? RigOf(target) : Make(target, metric.Ports);
            try
            {
                Measurement result = metric.Measure(rig, plan.Seconds);
                rig.MustStand();
                return new Sample(round, metric.Name, target.Name, result.Value, null, null, result.Details, result.Notes);
            }
            catch (Exception e) when (IsFailure(e))
            {
                string reason = Reason(e, rig);
                Drop(target, rig);
                return Failed(reason);
            }
            finally
            {
                if (metric.Ports != StandingPorts)
                {
                    rig.Dispose();
                }
            }
        }
        catch (NotMeasurableException e)
        {
            return new Sample(round, metric.Name, target.Name, null, null, e.Message, new Dictionary<string, double>(), []);
        }
        catch (Exception e) when (IsFailure(e))
        {
            return Failed($"not set up: {e.Message}");
        }

        Sample Failed(string why) =>
            new(round, metric.Name, target.Name, null, why, null, new Dictionary<string, double>(), []);
    }

    // That the switch died explains what the load programs complain of.
    private static string Reason(Exception thrown, Rig rig)
    {
        try
        {
            Wait.Until(() => rig.Programs.Any(p => p.HasExited), DyingTime);
            rig.MustStand();
            return rig.LastWords.Length == 0 ? thrown.Message : $"{thrown.Message} (the switch said: {rig.LastWords})";
        }
        catch (TargetException e)
        {
            return e.Message;
        }
    }

    private static bool IsFailure(Exception e) => e is MeasurementException or TargetException or ProgramException or IOException;

    // All stand from the first metric of the round on, so that none is measured in more company than another.
    private Rig RigOf(ITarget wanted)
    {
        if (_rigs.Count == 0)
        {
            foreach (ITarget target in plan.Targets)
            {
                try
                {
                    SetUp(target);
                }
                catch (Exception e) when (IsFailure(e) && target != wanted)
                {
                    // It is tried again, and its reason told, when its turn comes.
                }
            }
        }

        return _rigs.TryGetValue(wanted, out Rig? rig) ? rig : SetUp(wanted);
    }

    private Rig SetUp(ITarget target) => _rigs[target] = Make(target, StandingPorts);

    private static Rig Make(ITarget target, int ports)
    {
        Rig rig = target.SetUp(ports);
        try
        {
            Station.Join(rig);
        }
        catch
        {
            rig.Dispose();
            throw;
        }

        return rig;
    }

    private void Drop(ITarget target, Rig rig)
    {
        if (_rigs.GetValueOrDefault(target) == rig)
        {
            _rigs.Remove(target);
            rig.Dispose();
        }
    }

    private void TearDown()
    {
        foreach (Rig rig in _rigs.Values)
        {
            rig.Dispose();
        }

        _rigs.Clear();
    }
}
