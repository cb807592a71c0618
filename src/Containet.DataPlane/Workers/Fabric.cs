using System.Numerics;
using System.Runtime.CompilerServices;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Frames;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Rings;

namespace Containet.DataPlane.Workers;

/// <summary>
/// What the workers of one switch share, all made at the start: the pools (each written by its owner), one ring a pair of
/// workers for frames and one for their return (each with one producer and one consumer), the doorbells, and the two
/// directories that control writes and workers read.
/// </summary>
public sealed class Fabric : IDisposable
{
    private readonly FramePool[] _pools;
    private readonly SpscRing<Delivery>[] _deliveries;
    private readonly SpscRing<FrameRef>[] _returns;
    private readonly Doorbell[] _doorbells;
    private readonly Port?[] _ports = new Port?[MacTable.MaxPort + 1];
    private readonly Network?[] _networks = new Network?[SwitchLimits.Networks];

    /// <summary>Makes everything.</summary>
    /// <param name="workers">1 to <see cref="WorkerLimits.Workers"/>.</param>
    /// <param name="frames">Frames of each pool.</param>
    /// <param name="ringSlots">Slots of each ring between workers, a power of two.</param>
    public Fabric(int workers, int frames, int ringSlots)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(workers, WorkerLimits.Workers);
        Workers = workers;
        _pools = [.. Enumerable.Range(0, workers).Select(w => new FramePool(w, frames))];
        _doorbells = [.. Enumerable.Range(0, workers).Select(_ => new Doorbell())];

        // A return ring holds every frame of a pool at once, so that giving one back cannot fail.
        int returnSlots = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, frames));
        int pairs = workers * workers;
        _deliveries = [.. Enumerable.Range(0, pairs).Select(p => new SpscRing<Delivery>(IsDiagonal(p) ? 2 : ringSlots))];
        _returns = [.. Enumerable.Range(0, pairs).Select(p => new SpscRing<FrameRef>(IsDiagonal(p) ? 2 : returnSlots))];
    }

    /// <summary>How many workers.</summary>
    public int Workers { get; }

    /// <summary>A worker's frames.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FramePool Pool(int worker) => _pools[worker];

    /// <summary>A worker's doorbell.</summary>
    public Doorbell Doorbell(int worker) => _doorbells[worker];

    /// <summary>The ring by which one worker hands deliveries to another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SpscRing<Delivery> Deliveries(int from, int to) => _deliveries[(from * Workers) + to];

    /// <summary>Whether anything lies in the rings to a worker. That worker only.</summary>
    public bool HasDeliveries(int to)
    {
        for (int from = 0; from < Workers; from++)
        {
            if (from != to && Deliveries(from, to).HasItems)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The ring by which one worker gives frames back to the worker that owns them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SpscRing<FrameRef> Returns(int from, int owner) => _returns[(from * Workers) + owner];

    /// <summary>The port that has a number now. Any thread; null if none has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Port? Port(int number) => Volatile.Read(ref _ports[number]); // acquire: pairs with the release in Publish

    /// <summary>The network that has a number. Any thread; null if none has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Network? Network(int id) => Volatile.Read(ref _networks[id]);

    /// <summary>Gives the doorbells' descriptors back, after all workers have ended.</summary>
    public void Dispose()
    {
        foreach (Doorbell doorbell in _doorbells)
        {
            doorbell.Dispose();
        }
    }

    // Control only.
    internal void Publish(int number, Port? port) => Volatile.Write(ref _ports[number], port);

    internal void Publish(Network network) => Volatile.Write(ref _networks[network.Id], network);

    internal void Withdraw(Network network) => Volatile.Write(ref _networks[network.Id], null);

    private bool IsDiagonal(int pair) => pair / Workers == pair % Workers;
}
