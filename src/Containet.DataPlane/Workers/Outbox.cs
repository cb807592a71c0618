using System.Runtime.CompilerServices;

namespace Containet.DataPlane.Workers;

/// <summary>
/// What a worker hands to other workers during a batch: put into their rings as it is decided, published and rung for once
/// at the end, when the frames' descriptors are complete. One worker's thread.
/// </summary>
internal sealed class Outbox
{
    private readonly Fabric _fabric;
    private readonly int _worker;
    private readonly bool[] _used;

    /// <summary>Makes the outbox of one worker.</summary>
    public Outbox(Fabric fabric, int worker)
    {
        _fabric = fabric;
        _worker = worker;
        _used = new bool[fabric.Workers];
    }

    /// <summary>Hands a delivery to another worker; it is seen there after <see cref="Publish"/>.</summary>
    /// <returns>False if the ring is full.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(Delivery delivery, int worker)
    {
        bool added = _fabric.Deliveries(_worker, worker).TryEnqueue(delivery);
        _used[worker] |= added;
        return added;
    }

    /// <summary>Lets the others see what was added, and wakes those that sleep.</summary>
    public void Publish()
    {
        for (int w = 0; w < _used.Length; w++)
        {
            if (_used[w])
            {
                _used[w] = false;
                _fabric.Deliveries(_worker, w).Publish();
                _fabric.Doorbell(w).Ring();
            }
        }
    }
}
