using Containet.DataPlane.Ports;

namespace Containet.DataPlane.Workers;

/// <summary>
/// Where deliveries wait, in order and held, for a port that its worker expects and does not own yet. One worker's thread;
/// one port at a time, because moves follow one another.
/// </summary>
internal sealed class Parking
{
    private readonly Delivery[] _deliveries = new Delivery[WorkerLimits.Parked];
    private int _count;

    /// <summary>The port that is expected; null if none is.</summary>
    public Port? Expected { get; private set; }

    /// <summary>Frames for which there was no room, since <see cref="Expect"/>.</summary>
    public int Dropped { get; set; }

    /// <summary>Begins to wait for a port.</summary>
    public void Expect(Port port)
    {
        Expected = port;
        Dropped = 0;
    }

    /// <summary>Lets a delivery wait.</summary>
    /// <returns>False if there is no room.</returns>
    public bool TryAdd(Delivery delivery)
    {
        if (_count == _deliveries.Length)
        {
            return false;
        }

        _deliveries[_count++] = delivery;
        return true;
    }

    /// <summary>Ends the wait.</summary>
    /// <returns>What has waited, valid until the next port is expected.</returns>
    public ReadOnlySpan<Delivery> End()
    {
        var waited = new ReadOnlySpan<Delivery>(_deliveries, 0, _count);
        Expected = null;
        _count = 0;
        return waited;
    }
}
