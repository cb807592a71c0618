namespace Containet.DataPlane.Workers;

/// <summary>
/// Where ports should be, as a pure function of what they sent and how busy the workers were. A frame that stays within a
/// worker costs no ring, no doorbell and no second core's caches, so a port belongs to the worker to whose ports most of its
/// frames go; but not if that one has no time left and the port's own has.
/// </summary>
internal static class Placement
{
    /// <summary>How often it is looked: a move costs a millisecond at worst, and what lasts less than this is not worth one.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Frames an interval below which it does not matter where a port is: a thousand a second.</summary>
    public const long FewestFrames = 500;

    /// <summary>The share of its time above which a worker is busy: what comes more would soon wait.</summary>
    public const double Busy = 0.8;

    /// <summary>The worker that a port should be moved to, whatever the workers' time: two thirds of its frames go there.</summary>
    /// <returns>The worker; −1 to stay. Two thirds, so that a port in the middle stays where it is.</returns>
    public static int Wanted(in PortTraffic traffic)
    {
        int most = 0;
        for (int w = 1; w < traffic.HandedOver.Length; w++)
        {
            most = traffic.HandedOver[w] > traffic.HandedOver[most] ? w : most;
        }

        return traffic.Frames >= FewestFrames && most != traffic.Worker && 3 * traffic.HandedOver[most] >= 2 * traffic.Frames ? most : -1;
    }

    /// <summary>Which of several ports to move, one at a time, so that the next is judged by what this one has changed.</summary>
    /// <param name="ports">Ports that should be moved (<see cref="Wanted"/>).</param>
    /// <param name="busy">The share of its time that each worker was busy.</param>
    /// <returns>The place of the one from which most is won; −1 if none can go.</returns>
    public static int Choose(ReadOnlySpan<PortTraffic> ports, ReadOnlySpan<double> busy)
    {
        int best = -1;
        long won = 0;
        for (int i = 0; i < ports.Length; i++)
        {
            int to = Wanted(ports[i]);
            if (to >= 0 && ports[i].HandedOver[to] > won && (busy[to] < Busy || busy[ports[i].Worker] >= Busy))
            {
                best = i;
                won = ports[i].HandedOver[to];
            }
        }

        return best;
    }
}
