using Containet.Linux.Launching;
using Tmds.Linux;

namespace Containode.Terminals;

/// <summary>
/// Minds a container from its start to its end: passes bytes between its streams and the caller's where they are not the
/// same descriptors, and signals to it. Waits in one poll(2) for all of them, with bounded buffers and, where the caller's
/// terminal or pipe can be opened anew, never in a read or a write: a terminal that does not read does not keep the
/// keyboard from the program, and the other way round. What the program wrote last is passed on before the end is told.
/// Owns what it was given. One thread.
/// </summary>
internal sealed unsafe class Relay : IDisposable
{
    // In the background the terminal's input is the shell's; nobody tells of a return that did not go through a stop.
    private const int ForegroundLookMilliseconds = 250;

    private const int SettleMilliseconds = 10;

    private const int BellIndex = 0;
    private const int EndIndex = 1;
    private const int FirstPump = 2;

    // Each pump takes one entry for its source and one for its sink.
    private const int EntriesPerPump = 2;

    private readonly SignalInbox _signals;
    private readonly RelayStreams _streams;
    private readonly CallerTerminal? _terminal;
    private readonly long _settles = Environment.TickCount64 + SettleMilliseconds;
    private bool _hurried;
    private int _arranged;

    /// <param name="signals">The launcher's.</param>
    /// <param name="streams">What is to be passed on.</param>
    public Relay(SignalInbox signals, RelayStreams streams)
    {
        _signals = signals;
        _streams = streams;
        _terminal = streams.Caller is { } caller && streams.Master is { } master ? new CallerTerminal(caller, master) : null;
    }

    /// <summary>What the program gets instead of SIGTERM; 0 for SIGTERM itself.</summary>
    public int StopSignal { get; init; }

    /// <summary>Passes on until the container has ended and everything it wrote has been written.</summary>
    /// <param name="child">The container.</param>
    /// <param name="settled">Called once the program has run for a few milliseconds, if it does: for what need not delay a short one.</param>
    /// <returns>Its exit status, or 128 and the signal that ended it.</returns>
    public int Mind(ChildProcess child, Action<ChildProcess>? settled)
    {
        Span<pollfd> polled = stackalloc pollfd[FirstPump + (EntriesPerPump * RelayStreams.MaxPumps)];
        polled[BellIndex] = new pollfd { fd = _signals.Bell, events = LibC.POLLIN };
        polled[EndIndex] = new pollfd { fd = child.PidFd.Value, events = LibC.POLLIN };
        while (true)
        {
            bool keyboard = !_streams.HasKeyboard || (_terminal?.TakeKeyboard() ?? _streams.Caller!.IsForeground);
            Arrange(polled, keyboard);
            Poll(polled[..(FirstPump + (EntriesPerPump * _arranged))], settled is not null ? SettleMilliseconds : keyboard ? -1 : ForegroundLookMilliseconds);
            TakeSignals(child);
            Move(polled);
            if (polled[EndIndex].revents != 0)
            {
                break;
            }

            if (settled is not null && Environment.TickCount64 >= _settles)
            {
                settled(child);
                settled = null;
            }
        }

        Finish(polled, child);
        return child.Wait();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _terminal?.Dispose();
        _streams.Dispose();
    }

    private void Arrange(Span<pollfd> polled, bool keyboard)
    {
        _arranged = _streams.Pumps.Count;
        for (int i = 0; i < _arranged; i++)
        {
            Pump pump = _streams.Pumps[i];
            bool held = !keyboard && _streams.IsKeyboard(pump);
            Watch(ref polled[FirstPump + (EntriesPerPump * i)], pump.Source, held ? (short)0 : pump.SourceEvents);
            Watch(ref polled[FirstPump + (EntriesPerPump * i) + 1], pump.Sink, pump.SinkEvents);
        }
    }

    // What is not waited for is left out: a hang-up would be told without having been asked for, again and again.
    private static void Watch(ref pollfd entry, int fd, short events) =>
        entry = new pollfd { fd = events == 0 ? -1 : fd, events = events };

    private static void Poll(Span<pollfd> polled, int timeout)
    {
        fixed (pollfd* first = polled)
        {
            // Safe: that many entries are there.
            if (LibC.poll(first, (uint)polled.Length, timeout) < 0)
            {
                // Interrupted: nothing has been told.
                foreach (ref pollfd entry in polled)
                {
                    entry.revents = 0;
                }
            }
        }
    }

    // Nothing more will come than what has been written: an empty source is at its end. Who is in a hurry does not wait
    // for a reader that may never read.
    private void Finish(Span<pollfd> polled, ChildProcess child)
    {
        for (int i = _streams.Pumps.Count - 1; i >= 0; i--)
        {
            Pump pump = _streams.Pumps[i];
            while (!pump.TowardsProgram && !pump.Finished && !_hurried && (!pump.IsEmpty || pump.Fill()))
            {
                pump.Drain();
                if (!pump.IsEmpty && !pump.Finished)
                {
                    Span<pollfd> waited = polled[..FirstPump];
                    Watch(ref waited[EndIndex], pump.Sink, LibC.POLLOUT);
                    Poll(waited, -1);
                    TakeSignals(child);
                }
            }
        }
    }

    private void Move(ReadOnlySpan<pollfd> polled)
    {
        // Backwards: what is finished is taken out, all of it where a terminal is hung up.
        for (int i = _arranged - 1; i >= 0 && i < _streams.Pumps.Count; i--)
        {
            Pump pump = _streams.Pumps[i];
            bool came = polled[FirstPump + (EntriesPerPump * i)].revents != 0 && pump.Fill();
            if (came || polled[FirstPump + (EntriesPerPump * i) + 1].revents != 0)
            {
                pump.Drain();
            }

            _streams.Settle(pump);
        }
    }

    private void TakeSignals(ChildProcess child)
    {
        for (int signal = _signals.Take(); signal != 0; signal = _signals.Take())
        {
            if (_terminal is null || !OnTerminal(signal))
            {
                child.Signal(signal == LibC.SIGTERM && StopSignal != 0 ? StopSignal : signal);
                _hurried = signal != LibC.SIGWINCH && signal != LibC.SIGCONT;
            }
        }
    }

    // Signals that are about the caller's terminal, not for the program.
    private bool OnTerminal(int signal)
    {
        if (signal == LibC.SIGWINCH)
        {
            _terminal!.Resize();
        }
        else if (signal == LibC.SIGTSTP)
        {
            _terminal!.Stop();
        }
        else if (signal == LibC.SIGCONT)
        {
            _terminal!.Continue();
        }

        return signal == LibC.SIGWINCH || signal == LibC.SIGTSTP || signal == LibC.SIGCONT;
    }
}
