using Containet.Mpps.Loads;
using Tmds.Linux;

namespace Containet.Mpps.Forwarders;

/// <summary>
/// Joins two taps and does wrong on purpose: of the test's own frames it loses, duplicates or reorders every so many, or it dies
/// after so many. What the harness must catch.
/// </summary>
internal sealed unsafe class Liar
{
    private const int BufferSize = 68 * 1024;
    private const int SmallestTest = 10 + RawFrame.Size;
    private const int HeldFor = 8; // frames: among them are later ones of the same flow
    private const int HeldForMs = 20; // at the end of a run no more come: a frame that is held is late, not lost
    private readonly byte[] _frame = new byte[BufferSize];
    private readonly byte[] _held = new byte[BufferSize];
    private readonly long _lose;
    private readonly long _duplicate;
    private readonly long _reorder;
    private readonly long _die;
    private int _heldLength;
    private int _heldFor;
    private long _heldAt;
    private long _seen;

    /// <summary>Makes one.</summary>
    /// <param name="options"><c>lose</c>, <c>duplicate</c>, <c>reorder</c>: every so many; <c>die</c>: after so many; 0 for never.</param>
    public Liar(LoadOptions options)
    {
        _lose = options.Number("lose", 0);
        _duplicate = options.Number("duplicate", 0);
        _reorder = options.Number("reorder", 0);
        _die = options.Number("die", 0);
    }

    /// <summary>Forwards until it dies.</summary>
    public void Run(int[] taps)
    {
        pollfd* wait = stackalloc pollfd[2];
        wait[0] = new pollfd { fd = taps[0], events = LibC.POLLIN };
        wait[1] = new pollfd { fd = taps[1], events = LibC.POLLIN };
        while (true)
        {
            // Safe: two structures on the stack.
            if (LibC.poll(wait, 2, _heldLength > 0 ? HeldForMs : -1) == 0)
            {
                Write(_heldFor, _held, _heldLength);
                _heldLength = 0;
            }

            for (int t = 0; t < 2; t++)
            {
                if ((wait[t].revents & LibC.POLLIN) != 0)
                {
                    Forward(taps[t], taps[1 - t]);
                }
            }
        }
    }

    private void Forward(int from, int to)
    {
        const int Budget = 64;
        for (int i = 0; i < Budget; i++)
        {
            int length;
            fixed (byte* frame = _frame)
            {
                length = (int)LibC.read(from, frame, BufferSize);
            }

            if (length <= 0)
            {
                return;
            }

            if (!IsTest(_frame.AsSpan(0, length)))
            {
                Write(to, _frame, length);
                continue;
            }

            _seen++;
            if (_seen == _die)
            {
                Environment.Exit(7);
            }

            Deliver(to, length);
        }
    }

    private void Deliver(int to, int length)
    {
        if (Is(_lose))
        {
            return;
        }

        if (Is(_reorder))
        {
            _frame.AsSpan(0, length).CopyTo(_held);
            _heldLength = length;
            _heldAt = _seen;
            _heldFor = to;
            return;
        }

        Write(to, _frame, length);
        if (Is(_duplicate))
        {
            Write(to, _frame, length);
        }

        if (_heldLength > 0 && _seen >= _heldAt + HeldFor)
        {
            Write(_heldFor, _held, _heldLength);
            _heldLength = 0;
        }
    }

    private bool Is(long every) => every > 0 && _seen % every == 0;

    private static bool IsTest(ReadOnlySpan<byte> frame) => frame.Length >= SmallestTest && frame[10 + 12] == 0x08 && frame[10 + 13] == 0 && frame[10 + 23] == 17;

    // Safe: the array has the length.
    private static void Write(int to, byte[] frame, int length)
    {
        fixed (byte* bytes = frame)
        {
            LibC.write(to, bytes, length);
        }
    }
}
