using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>
/// Address caching capacity (RFC 2889, 5.7): the most addresses that are all remembered. Blocks four times as large each are
/// tried, up to <see cref="Most"/>; the largest that no frame of was flooded is the value.
/// </summary>
internal sealed class CachingMetric : IMetric
{
    /// <summary>The largest block that is tried: the time is bounded.</summary>
    public const long Most = 262_144;

    private const long Least = 64;
    private const long Step = 4;

    public string Name => "caching";

    public string Title => $"addresses remembered, of up to {Most}";

    public string Unit => "addresses";

    public bool MoreIsBetter => true;

    public int Ports => 3;

    public bool IsLong => true;

    public int Rounds(int planned) => 1;

    public Measurement Measure(Rig rig, double seconds)
    {
        // Each block contains the one before, so that no more addresses are about than those that are tried.
        AddressBlock all = AddressBlock.Next(Most);
        long held = 0;
        string note = "all that were tried";
        for (long count = Least; count <= Most; count *= Step)
        {
            AddressBlock block = all with { Count = count };
            RawRun taught = block.Teach(rig, AddressBlock.SafeRate);
            if (taught.Arrived < count)
            {
                // What was lost could not be learned; that says nothing of the table.
                taught = block.Teach(rig, AddressBlock.SafeRate);
            }

            if (block.CountUnknown(rig) is > 0 and var unknown)
            {
                note = $"of {count} addresses {unknown} were not known; {count - taught.Arrived} had been lost on the way";
                break;
            }

            held = count;
        }

        return held == 0
            ? throw new MeasurementException($"not even {Least} addresses were remembered: {note}")
            : new Measurement(held) { Notes = [note] };
    }
}
