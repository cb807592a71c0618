namespace Containet.Mpps.Loads;

/// <summary>
/// Tells of one flow what arrived once, what arrived again, and what arrived late, by its sequence numbers. A window of bits
/// remembers which of the latest numbers have been seen; what is later than the window is late, and counted apart, since
/// nobody can tell any more whether it is a second copy. The receiving thread only; no allocation.
/// </summary>
internal sealed class FlowTracker
{
    private const int Window = 8192; // numbers; 1 KB, so that 64 flows stay in the second-level cache
    private readonly ulong[] _seen = new ulong[Window / 64];
    private ulong _next;

    /// <summary>Datagrams that arrived for the first time.</summary>
    public long Unique { get; private set; }

    /// <summary>Those that had arrived before.</summary>
    public long Duplicated { get; private set; }

    /// <summary>Those of <see cref="Unique"/> that one sent after them overtook.</summary>
    public long Reordered { get; private set; }

    /// <summary>Those older than the window: late, perhaps a second time; counted nowhere else.</summary>
    public long TooLate { get; private set; }

    /// <summary>Numbers below the highest that arrived which have not arrived.</summary>
    public long Missing => (long)_next - Unique;

    /// <summary>Takes note of an arrival.</summary>
    public void Accept(ulong sequence)
    {
        if (sequence == _next)
        {
            Set(sequence);
            _next++;
            Unique++;
            return;
        }

        if (sequence > _next)
        {
            Skip(sequence);
        }
        else
        {
            Late(sequence);
        }
    }

    private void Skip(ulong sequence)
    {
        if (sequence - _next >= Window)
        {
            Array.Clear(_seen);
        }
        else
        {
            for (ulong lost = _next; lost < sequence; lost++)
            {
                _seen[lost % Window / 64] &= ~(1ul << (int)(lost % 64));
            }
        }

        Set(sequence);
        _next = sequence + 1;
        Unique++;
    }

    private void Late(ulong sequence)
    {
        if (_next - sequence > Window)
        {
            TooLate++;
        }
        else if ((_seen[sequence % Window / 64] >> (int)(sequence % 64) & 1) != 0)
        {
            Duplicated++;
        }
        else
        {
            Set(sequence);
            Unique++;
            Reordered++;
        }
    }

    private void Set(ulong sequence) => _seen[sequence % Window / 64] |= 1ul << (int)(sequence % 64);
}
