using System.Runtime.CompilerServices;
using Containet.DataPlane.Forwarding;

namespace Containet.DataPlane.Ports;

/// <summary>
/// A port's counters since it joined. Only the worker that owns the port writes them; any thread may read, each value
/// whole, together only roughly of one moment. A super-frame counts as the frames that it stands for. "Received" and "sent" are the switch's: received from the container.
/// </summary>
public sealed class PortCounters
{
    // Padding on both sides comes with the array: its elements lie in an object of their own, larger than a line pair.
    private readonly long[] _drops = new long[DropReasons.Count];
    private readonly long[] _handedOver;
    private long _receivedFrames;
    private long _receivedBytes;
    private long _sentFrames;
    private long _sentBytes;

    internal PortCounters(int workers) => _handedOver = new long[workers];

    /// <summary>Frames read from the port, dropped ones included.</summary>
    public long ReceivedFrames => Volatile.Read(ref _receivedFrames);

    /// <summary>Bytes of those, from the destination address on.</summary>
    public long ReceivedBytes => Volatile.Read(ref _receivedBytes);

    /// <summary>Frames written to the port.</summary>
    public long SentFrames => Volatile.Read(ref _sentFrames);

    /// <summary>Bytes of those.</summary>
    public long SentBytes => Volatile.Read(ref _sentBytes);

    /// <summary>Frames, or copies of a flooded one, dropped for a reason.</summary>
    public long Drops(DropReason reason) => Volatile.Read(ref _drops[(int)reason]);

    /// <summary>Frames read from the port that were for a single port of another worker.</summary>
    internal long HandedOver(int worker) => Volatile.Read(ref _handedOver[worker]);

    /// <summary>All drops.</summary>
    public long AllDrops
    {
        get
        {
            long sum = 0;
            for (int i = 0; i < _drops.Length; i++)
            {
                sum += Volatile.Read(ref _drops[i]);
            }

            return sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CountReceived(int frames, int bytes)
    {
        _receivedFrames += frames;
        _receivedBytes += bytes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CountSent(int frames, int bytes)
    {
        _sentFrames += frames;
        _sentBytes += bytes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CountHandedOver(int worker, int frames) => _handedOver[worker] += frames;

    // A write that was counted when it was handed over, and failed.
    internal void Uncount(int frames, int bytes)
    {
        _sentFrames -= frames;
        _sentBytes -= bytes;
    }

    internal void CountDrop(DropReason reason, int frames = 1) => _drops[(int)reason] += frames;
}
