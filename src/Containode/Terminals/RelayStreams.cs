using Containet.Linux;
using Containode.Living;
using Tmds.Linux;

namespace Containode.Terminals;

/// <summary>
/// How the program's standard streams are joined to the caller's. With a terminal of its own all that the caller has on
/// terminals goes through that; otherwise what is a terminal goes through a pipe, and what is not is the program's own
/// descriptor. So no program ever holds a descriptor of the caller's terminal, into which it could type (CVE-2017-5226).
/// Owns pipes and terminal. One thread.
/// </summary>
internal sealed class RelayStreams : IDisposable
{
    /// <summary>One a standard stream.</summary>
    public const int MaxPumps = Streams;

    private const int Streams = 3;
    private const byte EndOfInput = 4; // Ctrl-D: what a terminal takes for the end (VEOF of termios(3))

    private readonly List<Pump> _pumps = [];
    private readonly Dictionary<Pump, Fd> _pipes = [];
    private readonly List<Fd> _outside = [];
    private Fd? _heldOpen;
    private bool _endTold;
    private bool _isBackground;
    private bool _isDirect;

    private RelayStreams(bool ownTerminal, bool errorIsTerminal, Terminal? caller)
    {
        OwnTerminal = ownTerminal;
        ErrorIsTerminal = errorIsTerminal;
        Caller = caller;
    }

    /// <summary>The program gets a terminal of its own.</summary>
    public bool OwnTerminal { get; }

    /// <summary>With a terminal of its own: its standard error is that too, rather than the caller's file.</summary>
    public bool ErrorIsTerminal { get; }

    /// <summary>The terminal on the caller's standard input; null if there is none.</summary>
    public Terminal? Caller { get; }

    /// <summary>The master of the program's terminal, once it is there.</summary>
    public Fd? Master { get; private set; }

    /// <summary>Where a program in the background has its output kept; set before it starts. Closed with this.</summary>
    public LogFile? Log { get; set; }

    /// <summary>The directions in which bytes pass.</summary>
    public IReadOnlyList<Pump> Pumps => _pumps;

    /// <summary>Something is read from the caller's terminal.</summary>
    public bool HasKeyboard => _pumps.Exists(IsKeyboard);

    /// <summary>Decides by what the caller's streams are.</summary>
    public static RelayStreams Choose(TerminalChoice choice)
    {
        bool person = LibC.isatty(LibC.STDIN_FILENO) == 1 && LibC.isatty(LibC.STDOUT_FILENO) == 1;
        bool own = choice == TerminalChoice.Always || (choice == TerminalChoice.Automatic && person);
        return new RelayStreams(own, LibC.isatty(LibC.STDERR_FILENO) == 1, Terminal.On(LibC.STDIN_FILENO));
    }

    /// <summary>For a program that outlives the launcher: its streams are the caller's own, or a terminal that somebody else takes.</summary>
    public static RelayStreams Direct(bool ownTerminal) => new(ownTerminal, errorIsTerminal: ownTerminal, caller: null) { _isDirect = true };

    /// <summary>For a program in the background: there is nothing to read, and what it writes goes to <see cref="Log"/>.</summary>
    public static RelayStreams Background(TerminalChoice choice) =>
        new(choice == TerminalChoice.Always, errorIsTerminal: true, caller: null) { _isBackground = true };

    /// <summary>
    /// Puts pipes in the place of the caller's terminals, for the container to be cloned with. Not for a program with a
    /// terminal of its own, whose container makes that.
    /// </summary>
    /// <returns>What puts the caller's streams back.</returns>
    /// <exception cref="LinuxException">No descriptors could be had.</exception>
    public LentStreams Lend()
    {
        var lent = new LentStreams();
        for (int stream = 0; stream < Streams && !OwnTerminal && !_isDirect; stream++)
        {
            if (_isBackground && stream == LibC.STDIN_FILENO)
            {
                lent.Replace(stream, Files.Open("/dev/null", LibC.O_RDONLY));
            }
            else if (_isBackground || LibC.isatty(stream) == 1)
            {
                LendPipe(stream, lent);
            }
        }

        return lent;
    }

    /// <summary>Takes the program's terminal.</summary>
    /// <param name="master">Its master; stays the caller's, but is closed when the terminal is hung up.</param>
    /// <exception cref="LinuxException">It cannot be opened.</exception>
    public void Join(Fd master)
    {
        Master = master;
        master.SetNonBlocking(true);

        // While somebody holds the terminal itself, a program that lets go of it for a moment does not end it.
        _heldOpen = Terminal.OpenSlave(master);
        if (!_isBackground)
        {
            _pumps.Add(new Pump(true, Reopen(LibC.STDIN_FILENO), master.Value));
        }

        _pumps.Add(OutputOf(LibC.STDOUT_FILENO, master));
    }

    /// <summary>The pump's source is the caller's terminal.</summary>
    public bool IsKeyboard(Pump pump) => pump.TowardsProgram && Caller is not null;

    /// <summary>Tells the other side where one is finished: closes a pipe, ends a terminal's input, or hangs it up.</summary>
    public void Settle(Pump pump)
    {
        if (!pump.Finished)
        {
            return;
        }

        bool fileEnded = pump.TowardsProgram && Caller is null && !pump.SinkBroken;
        if (Master is not null && !fileEnded)
        {
            HangUp();
        }
        else if (Master is not null && !_endTold)
        {
            _endTold = true;
            pump.EndWith(EndOfInput);
        }
        else
        {
            Remove(pump);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        HangUp();
        _outside.ForEach(fd => fd.Dispose());
        Log?.Dispose();
    }

    private void LendPipe(int stream, LentStreams lent)
    {
        (Fd read, Fd write) = Files.Pipe();
        bool isInput = stream == LibC.STDIN_FILENO;
        Fd inside = isInput ? write : read;
        inside.SetNonBlocking(true);
        Pump pump = isInput ? new Pump(true, Reopen(stream), inside.Value) : OutputOf(stream, inside);
        _pumps.Add(pump);
        _pipes.Add(pump, inside);
        lent.Replace(stream, isInput ? read : write);
    }

    private Pump OutputOf(int stream, Fd inside) =>
        _isBackground ? new LogPump(inside.Value, stream, Log!) : new Pump(false, inside.Value, Reopen(stream));

    private void Remove(Pump pump)
    {
        _pumps.Remove(pump);
        if (_pipes.Remove(pump, out Fd? pipe))
        {
            pipe.Dispose();
        }
    }

    // Closing the master has the kernel send SIGHUP to the session of the program's terminal.
    private void HangUp()
    {
        while (_pumps.Count > 0)
        {
            Remove(_pumps[^1]);
        }

        _heldOpen?.Dispose();
        Master?.Dispose();
    }

    // Opened anew, a terminal or a pipe need not block, while for everybody else who holds it, it still does. What cannot
    // be opened (a terminal that changed hands, a socket) is used as it is; files never keep anybody waiting.
    private int Reopen(int stream)
    {
        if (LibC.isatty(stream) == 0 && !Files.IsPipe(stream))
        {
            return stream;
        }

        int access = stream == LibC.STDIN_FILENO ? LibC.O_RDONLY : LibC.O_WRONLY;
        try
        {
            Fd own = Files.Open($"/proc/self/fd/{stream}", access | LibC.O_NONBLOCK | LibC.O_NOCTTY);
            _outside.Add(own);
            return own.Value;
        }
        catch (LinuxException)
        {
            return stream;
        }
    }
}
