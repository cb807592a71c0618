using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Containet.DataPlane.Forwarding;

namespace Containet.DataPlane.Ports;

/// <summary>
/// A port's counters since it joined. Only the worker that owns the port writes them; any thread may read, each value
/// whole, together only roughly of one moment. A super-frame counts as the frames that it stands for. "Received" and "sent" are the switch's: received from the container.
/// </summary>
public sealed class PortCounters
{
    private const int Apart = 128 / sizeof(long); // elements between what one worker writes a frame and what others read

    private readonly long[] _drops = new long[DropReasons.Count];
    private readonly long[] _handedOver;
    private Traffic _traffic;

    internal PortCounters(int workers) => _handedOver = new long[Apart + workers + Apart];

    /// <summary>Frames read from the port, dropped ones included.</summary>
    public long ReceivedFrames => Volatile.Read(ref _traffic.ReceivedFrames);

    /// <summary>Bytes of those, from the destination address on.</summary>
    public long ReceivedBytes => Volatile.Read(ref _traffic.ReceivedBytes);

    /// <summary>Frames written to the port.</summary>
    public long SentFrames => Volatile.Read(ref _traffic.SentFrames);

    /// <summary>Bytes of those.</summary>
    public long SentBytes => Volatile.Read(ref _traffic.SentBytes);

    /// <summary>Frames, or copies of a flooded one, dropped for a reason.</summary>
    public long Drops(DropReason reason) => Volatile.Read(ref _drops[(int)reason]);

    /// <summary>Frames read from the port that were for a single port of another worker.</summary>
    internal long HandedOver(int worker) => Volatile.Read(ref _handedOver[Apart + worker]);

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
        _traffic.ReceivedFrames += frames;
        _traffic.ReceivedBytes += bytes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CountSent(int frames, int bytes)
    {
        _traffic.SentFrames += frames;
        _traffic.SentBytes += bytes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CountHandedOver(int worker, int frames) => _handedOver[Apart + worker] += frames;

    // A write that was counted when it was handed over, and failed.
    internal void Uncount(int frames, int bytes)
    {
        _traffic.SentFrames -= frames;
        _traffic.SentBytes -= bytes;
    }

    internal void CountDrop(DropReason reason, int frames = 1) => _drops[(int)reason] += frames;

    // Written a frame, and the port itself, which lies before it, is read by every worker: a line pair of its own.
    [StructLayout(LayoutKind.Explicit, Size = 288)]
    private struct Traffic
    {
        [FieldOffset(128)]
        public long ReceivedFrames;

        [FieldOffset(136)]
        public long ReceivedBytes;

        [FieldOffset(144)]
        public long SentFrames;

        [FieldOffset(152)]
        public long SentBytes;
    }
}
