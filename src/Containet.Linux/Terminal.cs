using Tmds.Linux;

namespace Containet.Linux;

/// <summary>
/// The caller's terminal, as a process that lends it to another needs it: who is in the foreground, how it is set, and
/// both put back (tcsetpgrp(3), termios(3)). Works from the background: SIGTTOU is blocked for each call. One thread.
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

    /// <summary>The process group in the foreground; −1 if the terminal is no longer this session's.</summary>
    public int ForegroundGroup => LibC.tcgetpgrp(_fd);

    /// <summary>
    /// The terminal on standard input, if standard output is one as well and this process is in its foreground: if a
    /// person is looking.
    /// </summary>
    public static Terminal? Interactive()
    {
        termios settings;

        // Safe: the C library fills a structure of its own layout.
        return LibC.tcgetattr(0, &settings) == 0 && LibC.isatty(1) == 1 && LibC.tcgetpgrp(0) == LibC.getpgrp()
            ? new Terminal(0, settings)
            : null;
    }

    /// <summary>Puts a process group in the foreground. Failure means that the group or the terminal is gone: ignored.</summary>
    public void SetForegroundGroup(int group) => WithoutStopping(() => LibC.tcsetpgrp(_fd, group));

    /// <summary>Puts this process in the foreground and the terminal's settings back to what they were at first.</summary>
    public void Reclaim() => WithoutStopping(() =>
    {
        termios settings = _settings;
        LibC.tcsetpgrp(_fd, LibC.getpgrp());

        // Safe: a local copy, only read.
        LibC.tcsetattr(_fd, (int)LibC.TCSADRAIN, &settings);
    });

    private static void WithoutStopping(Action action)
    {
        sigset_t stop, before;
        LibC.sigemptyset(&stop);
        LibC.sigaddset(&stop, LibC.SIGTTOU);
        LibC.pthread_sigmask(LibC.SIG_BLOCK, &stop, &before);
        action();
        LibC.pthread_sigmask(LibC.SIG_SETMASK, &before, null);
    }
}
