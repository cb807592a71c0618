using System.Runtime.CompilerServices;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Workers;
using Tmds.Linux;

namespace Containet.DataPlane.Engines;

/// <summary>
/// What <see cref="UringExchange"/> has heard of reads and polls and the reader has not yet looked at, in the kernel's order.
/// Bounded, because a read is not begun again before the completion that ended it has been looked at. One worker's thread.
/// </summary>
internal sealed class ReadCompletions
{
    // A frame in each buffer, another of each single read (both may use all the room for a moment), and each port's last word.
    private readonly io_uring_cqe[] _list = new io_uring_cqe[(2 * WorkerLimits.ProvidedBuffers) + MacTable.MaxPort + 1];
    private int _count;
    private int _taken;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _taken == _count;

    /// <summary>Those that wait, the oldest first.</summary>
    public Span<io_uring_cqe> Waiting => _list.AsSpan(_taken, _count - _taken);

    /// <summary>Adds one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in io_uring_cqe completion)
    {
        if (_count == _list.Length)
        {
            Keep(_count - _taken);
        }

        _list[_count++] = completion;
    }

    /// <summary>Takes the oldest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(out io_uring_cqe completion)
    {
        if (_taken == _count)
        {
            _taken = _count = 0; // always the same few lines of the cache
            completion = default;
            return false;
        }

        completion = _list[_taken++];
        return true;
    }

    /// <summary>Whether any that waits is of a port.</summary>
    public bool HasOf(ushort number)
    {
        foreach (ref readonly io_uring_cqe completion in Waiting)
        {
            if (UringTag.PortOf(completion.user_data) == number)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Forgets all but the first of <see cref="Waiting"/>.</summary>
    /// <param name="count">How many stay.</param>
    public void Keep(int count)
    {
        Waiting[..count].CopyTo(_list);
        _taken = 0;
        _count = count;
    }
}
