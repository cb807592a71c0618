using Tmds.Linux;

namespace Containode.Terminals;

/// <summary>
/// One direction of a relay: bytes from one descriptor to another, unchanged and in order, through one buffer. It reads
/// only when the buffer is empty and so never holds more than <see cref="Size"/> bytes: whoever writes too fast waits.
/// Owns neither descriptor. One thread.
/// </summary>
internal unsafe class Pump
{
    /// <summary>Bytes of the buffer: what a pipe passes at once by default (pipe(7)), far more than a terminal does.</summary>
    public const int Size = 65536;

    private readonly byte[] _buffer = new byte[Size];
    private int _start;
    private int _end;

    /// <param name="towardsProgram">Whether this is the program's input.</param>
    /// <param name="source">What is read.</param>
    /// <param name="sink">What is written.</param>
    public Pump(bool towardsProgram, int source, int sink)
    {
        TowardsProgram = towardsProgram;
        Source = source;
        Sink = sink;
    }

    /// <summary>This is the program's input.</summary>
    public bool TowardsProgram { get; }

    public int Source { get; }

    public int Sink { get; }

    /// <summary>Nothing more will come from the source: it ended.</summary>
    public bool SourceEnded { get; private set; }

    /// <summary>The sink takes nothing more: whoever read it is gone. What is in the buffer is lost.</summary>
    public bool SinkBroken { get; private set; }

    /// <summary>Everything that came has been passed on, and no more will come.</summary>
    public bool Finished => SinkBroken || (SourceEnded && IsEmpty);

    /// <summary>Nothing waits to be written.</summary>
    public bool IsEmpty => _start == _end;

    /// <summary>What to wait for at the source: <c>POLLIN</c>, or nothing.</summary>
    public short SourceEvents => IsEmpty && !Finished ? LibC.POLLIN : (short)0;

    /// <summary>What to wait for at the sink: <c>POLLOUT</c>, or nothing.</summary>
    public short SinkEvents => !IsEmpty && !Finished ? LibC.POLLOUT : (short)0;

    /// <summary>Reads once, if there is room. A terminal whose other side is closed gives what is left, then EIO.</summary>
    /// <returns>Whether something came.</returns>
    public bool Fill()
    {
        if (!IsEmpty || Finished)
        {
            return false;
        }

        // Safe: the kernel writes at most the buffer's size.
        fixed (byte* buffer = _buffer)
        {
            int count = (int)LibC.read(Source, buffer, Size);
            SourceEnded = count == 0 || (count < 0 && !IsTransient(LibC.errno));
            _start = 0;
            _end = Math.Max(count, 0);
            return count > 0;
        }
    }

    /// <summary>Writes once, if there is something to write.</summary>
    public void Drain()
    {
        if (IsEmpty || Finished)
        {
            return;
        }

        int count = Write(_buffer.AsSpan(_start, _end - _start));
        SinkBroken = count < 0;
        _start += Math.Max(count, 0);
    }

    /// <summary>Writes what it can.</summary>
    /// <returns>How much that was; negative if the sink is broken.</returns>
    protected virtual int Write(ReadOnlySpan<byte> bytes)
    {
        // Safe: the kernel reads at most the span.
        fixed (byte* start = bytes)
        {
            int count = (int)LibC.write(Sink, start, bytes.Length);
            return count >= 0 ? count : IsTransient(LibC.errno) ? 0 : -1;
        }
    }

    /// <summary>Has one byte be the last that is passed on, after an empty buffer.</summary>
    public void EndWith(byte last)
    {
        _buffer[0] = last;
        (_start, _end, SourceEnded) = (0, 1, true);
    }

    private static bool IsTransient(int errno) => errno == LibC.EAGAIN || errno == LibC.EINTR;
}
