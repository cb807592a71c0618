using System.Runtime.CompilerServices;

namespace Containet.DataPlane.Policies.Rules;

/// <summary>
/// What changes of a rule while frames pass: how many it was for, a count for each worker that only that one writes, and its meter.
/// It outlives the tables that are made anew when ports come and go.
/// </summary>
internal sealed class RuleState
{
    private const int Apart = 128 / sizeof(long); // one worker's counts and the next's

    private readonly long[] _counts;

    /// <summary>Begins to count.</summary>
    public RuleState(Rule rule, int workers)
    {
        Rule = rule;
        Meter = rule.Action != RuleAction.Rate ? null
            : rule.FramesPerSecond > 0 ? new Meter(rule.FramesPerSecond, rule.Burst)
            : new Meter(rule.BitsPerSecond / 8.0, rule.Burst);
        _counts = new long[(workers + 2) * Apart];
    }

    /// <summary>The rule.</summary>
    public Rule Rule { get; }

    /// <summary>What may pass, of a rule that says how much.</summary>
    public Meter? Meter { get; }

    /// <summary>Frames and bytes that it was for. Any thread.</summary>
    public (long Frames, long Bytes) Counted
    {
        get
        {
            (long frames, long bytes) = (0, 0);
            for (int at = Apart; at < _counts.Length; at += Apart)
            {
                frames += Volatile.Read(ref _counts[at]);
                bytes += Volatile.Read(ref _counts[at + 1]);
            }

            return (frames, bytes);
        }
    }

    /// <summary>Counts. The worker only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Count(int worker, int frames, int bytes)
    {
        int at = (worker + 1) * Apart;
        _counts[at] += frames;
        _counts[at + 1] += bytes;
    }
}
