using System.Diagnostics;
using System.Runtime.InteropServices;
using Containet.DataPlane.Forwarding;

namespace Containet.DataPlane.Policies.Links;

/// <summary>
/// One direction of one link: says when a frame that enters now arrives, or that it does not. It holds nothing itself; time is an
/// argument, so that tests make their own. Chances, and the time behind which the order is kept, are each worker's own; the time
/// at which the link is free again is one word that all change by compare-and-swap.
/// </summary>
internal sealed class LinkQueue
{
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    private readonly long _delay;
    private readonly long _jitter;
    private readonly ulong _loss;
    private readonly ulong _duplicate;
    private readonly ulong _reorder;
    private readonly ulong _corrupt;
    private readonly double _ticksPerByte;
    private readonly long _burst;
    private readonly long _queue;
    private readonly long _down;
    private readonly long _every;
    private readonly long _begin;
    private readonly Lane[] _lanes;
    private long _free; // when everything before is carried

    /// <summary>Makes one.</summary>
    /// <param name="settings">What it does.</param>
    /// <param name="workers">How many may use it.</param>
    /// <param name="seed">Where its chances begin.</param>
    /// <param name="now">The time.</param>
    public LinkQueue(LinkSettings settings, int workers, ulong seed, long now)
    {
        Settings = settings;
        _delay = Ticks(settings.Delay);
        _jitter = Ticks(settings.Jitter);
        _loss = Threshold(settings.Loss);
        _duplicate = Threshold(settings.Duplicate);
        _reorder = Threshold(settings.Reorder);
        _corrupt = Threshold(settings.Corrupt);
        _ticksPerByte = settings.BitsPerSecond > 0 ? 8.0 * Stopwatch.Frequency / settings.BitsPerSecond : 0;
        _burst = (long)(settings.Burst * _ticksPerByte);
        _queue = (long)(settings.Queue * _ticksPerByte);
        _down = Ticks(settings.Down);
        _every = Ticks(settings.Every);
        _begin = now;
        _free = now - _burst;
        _lanes = new Lane[workers + 2]; // the outer ones keep others' data away
        for (int i = 0; i < _lanes.Length; i++)
        {
            _lanes[i].Random = seed + ((ulong)i << 56);
        }
    }

    /// <summary>What it does.</summary>
    public LinkSettings Settings { get; }

    /// <summary>Lets a frame enter.</summary>
    /// <param name="worker">Which worker asks.</param>
    /// <param name="bytes">The frame's length.</param>
    /// <param name="now">When it enters.</param>
    public LinkFate Pass(int worker, int bytes, long now)
    {
        ref Lane lane = ref _lanes[worker + 1];
        if (_every > 0 && (now - _begin) % _every < _down)
        {
            return LinkFate.Lost(DropReason.LinkDown);
        }

        if (Happens(ref lane, _loss))
        {
            return LinkFate.Lost(DropReason.LinkLoss);
        }

        bool twice = Happens(ref lane, _duplicate);
        bool corrupt = Happens(ref lane, _corrupt);
        long due = now;
        if (_ticksPerByte > 0 && !TryCarry(bytes, ref due))
        {
            return LinkFate.Lost(DropReason.LinkFull);
        }

        if (Happens(ref lane, _reorder))
        {
            return new LinkFate(DropReason.None, due, twice, corrupt);
        }

        due += _delay + Spread(ref lane);
        due = lane.Last = Math.Max(due, lane.Last);
        return new LinkFate(DropReason.None, due, twice, corrupt);
    }

    // When the frame has been carried; false if too many wait.
    private bool TryCarry(int bytes, ref long due)
    {
        long cost = (long)(bytes * _ticksPerByte);
        while (true)
        {
            long free = Volatile.Read(ref _free);
            long begins = Math.Max(free, due - _burst);
            if (begins > due && begins - due + cost > _queue)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _free, begins + cost, free) == free)
            {
                due = Math.Max(due, begins + cost);
                return true;
            }
        }
    }

    private long Spread(ref Lane lane) => _jitter == 0 ? 0 : (long)(((Next(ref lane) >> 11) * (2.0 / (1L << 53)) - 1) * _jitter);

    private static bool Happens(ref Lane lane, ulong threshold) => threshold != 0 && Next(ref lane) <= threshold;

    // SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Next(ref Lane lane)
    {
        ulong value = lane.Random += Golden;
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private static ulong Threshold(double part) => part >= 1 ? ulong.MaxValue : (ulong)(part * ulong.MaxValue);

    // What one worker writes, a line pair from the next's.
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    private struct Lane
    {
        public ulong Random;
        public long Last;
    }
}
