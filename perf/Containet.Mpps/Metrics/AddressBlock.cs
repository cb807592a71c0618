using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>A block of hardware addresses that no earlier measurement has used, and how a switch is taught them (RFC 2889, 5.7, 5.8).</summary>
/// <param name="First">The first.</param>
/// <param name="Count">How many.</param>
internal sealed record AddressBlock(long First, long Count)
{
    /// <summary>Frames a second that every switch here can take in without losing any.</summary>
    public const long SafeRate = 50_000;

    private const double Slack = 2;
    private static long _next = 0x06_00_00_00_00_00; // locally administered, apart from the stations'

    /// <summary>The next block.</summary>
    public static AddressBlock Next(long count) => new(Interlocked.Add(ref _next, count) - count, count);

    /// <summary>Sends a frame from each address at port 1, to port 0.</summary>
    /// <param name="rig">At least two ports.</param>
    /// <param name="rate">Frames a second; 0 for as many as will go.</param>
    /// <returns>The run.</returns>
    public RawRun Teach(Rig rig, long rate) => RawRun.Measure(rig, new RawLoad
    {
        From = 1,
        Sinks = [0],
        Source = First,
        Sources = Count,
        Destination = Loads.MacNumber.OfPort(0),
        Rate = rate,
        Count = Count,
        Seconds = (rate == 0 ? 0 : (double)Count / rate) + Slack,
    });

    /// <summary>Sends a frame to each address from port 0, and looks whether any is flooded to port 2, which a known one is not.</summary>
    /// <param name="rig">Three ports.</param>
    /// <returns>Frames that were flooded.</returns>
    public long CountUnknown(Rig rig)
    {
        RawRun run = RawRun.Measure(rig, new RawLoad
        {
            Sinks = [1, 2],
            Destination = First,
            Destinations = Count,
            Rate = SafeRate,
            Count = Count,
            Seconds = ((double)Count / SafeRate) + Slack,
        });
        return run.Sinks[0].Packets == 0 ? throw new MeasurementException("no frame arrived") : run.Sinks[1].Packets;
    }
}
