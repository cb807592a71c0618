using Tmds.Linux;

namespace Containet.Linux;

/// <summary>
/// A terminal by one of its descriptors, which it does not own: its size, its settings as they were found, raw mode and
/// back (termios(3), ioctl_tty(2)). Whoever calls from the background is not stopped: SIGTTOU is blocked meanwhile. One thread.
/// </summary>
public sealed unsafe class Terminal
{
    private readonly int _fd;
    private readonly termios _settings;

    private Terminal(int fd, termios settings)
    {
        _fd = fd;
        _settings = settings;
    }

    /// <summary>This process is in its foreground, so that the keyboard is this process's.</summary>
    public bool IsForeground => LibC.tcgetpgrp(_fd) == LibC.getpgrp();

    /// <summary>Rows and columns; null if it does not tell.</summary>
    public TerminalSize? Size
    {
        get
        {
            winsize size;

            // Safe: the kernel fills a local of its own layout.
            return LibC.ioctl(_fd, LibC.TIOCGWINSZ, &size) == 0 ? new TerminalSize(size.ws_row, size.ws_col) : null;
        }
    }

    /// <summary>The terminal that a descriptor is open on, its settings noted.</summary>
    /// <returns>It, or null if the descriptor is none of a terminal.</returns>
    public static Terminal? On(int fd)
    {
        termios settings;

        // Safe: the C library fills a structure of its own layout.
        return LibC.tcgetattr(fd, &settings) == 0 ? new Terminal(fd, settings) : null;
    }

    /// <summary>Tells whether a descriptor is the master's side of a pseudo-terminal.</summary>
    public static bool IsMaster(Fd fd)
    {
        int number;

        // Safe: the kernel writes one int.
        return LibC.ioctl(fd.Value, LibC.TIOCGPTN, &number) == 0;
    }

    /// <summary>Opens the terminal of a master, through that (ioctl_tty(2), TIOCGPTPEER).</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static Fd OpenSlave(Fd master)
    {
        int fd = LibC.ioctl(master.Value, LibC.TIOCGPTPEER, LibC.O_RDWR | LibC.O_NOCTTY | LibC.O_CLOEXEC);
        return fd >= 0 ? new Fd(fd) : throw LinuxException.FromErrno("open", "the terminal of a master");
    }

    /// <summary>Sets the size; the foreground of the terminal hears of a change by SIGWINCH.</summary>
    /// <param name="fd">The terminal, or the master of it.</param>
    /// <param name="size">The size.</param>
    public static void SetSize(Fd fd, TerminalSize size)
    {
        winsize value = default;
        value.ws_row = size.Rows;
        value.ws_col = size.Columns;

        // Safe: a local, only read. A terminal that is gone needs no size.
        LibC.ioctl(fd.Value, LibC.TIOCSWINSZ, &value);
    }

    /// <summary>Has every byte pass as it is, in both directions.</summary>
    public void MakeRaw()
    {
        termios raw = _settings;
        Bindings.Native.cfmakeraw(&raw);
        Set(raw);
    }

    /// <summary>Puts the settings back to what was found, after what has been written has been shown.</summary>
    public void Restore() => Set(_settings);

    // A failure means that the terminal is gone.
    private void Set(termios settings)
    {
        sigset_t stop, before;
        LibC.sigemptyset(&stop);
        LibC.sigaddset(&stop, LibC.SIGTTOU);
        LibC.pthread_sigmask(LibC.SIG_BLOCK, &stop, &before);
        while (LibC.tcsetattr(_fd, (int)LibC.TCSADRAIN, &settings) < 0 && LibC.errno == LibC.EINTR)
        {
        }

        LibC.pthread_sigmask(LibC.SIG_SETMASK, &before, null);
    }
}
