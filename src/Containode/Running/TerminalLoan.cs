using Containet.Linux;
using Tmds.Linux;

namespace Containode.Running;

/// <summary>
/// The caller's terminal while the program has it: the program's process group is in its foreground, so that the
/// keyboard's signals reach the program once and the launcher not at all. When the program is stopped (Ctrl-Z), the
/// launcher takes the terminal back and stops too, so that the caller's shell sees its job stop; what resumes the job
/// resumes the program. At the end the terminal goes back, set as it was. One thread.
/// </summary>
internal sealed class TerminalLoan : IDisposable
{
    private readonly Terminal _terminal;
    private int _programGroup;
    private bool _lent = true; // the program takes it when it starts

    public TerminalLoan(Terminal terminal)
    {
        _terminal = terminal;
    }

    private bool IsForeground => _terminal.ForegroundGroup == LibC.getpgrp();

    /// <summary>The program has been stopped: stops with it, and returns when both go on.</summary>
    public void OnStopped()
    {
        if (!IsForeground)
        {
            if (_lent)
            {
                _programGroup = _terminal.ForegroundGroup;
                Reclaim();
            }

            LibC.kill(0, LibC.SIGTSTP);
        }

        // In the foreground: by the shell's fg, or because the program, resumed by bg and then brought to the
        // foreground, has only now asked for the terminal. Otherwise by bg: the terminal is the shell's.
        if (IsForeground)
        {
            _terminal.SetForegroundGroup(_programGroup);
            _lent = true;
        }

        LibC.kill(-_programGroup, LibC.SIGCONT);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_lent)
        {
            Reclaim();
        }
    }

    private void Reclaim()
    {
        _terminal.Reclaim();
        _lent = false;
    }
}
