using Containet.Linux;
using Tmds.Linux;

namespace Containode.Terminals;

/// <summary>
/// The caller's terminal while the program has one of its own: raw, so that every key goes to the program's terminal, whose
/// line discipline makes signals of Ctrl-C and Ctrl-Z there. It is put back as it was before the launcher stops, and at
/// its end, however that comes about, but for SIGKILL, of which nobody hears. In the background the terminal is the
/// shell's and is not touched. One thread.
/// </summary>
internal sealed class CallerTerminal : IDisposable
{
    private readonly Terminal _terminal;
    private readonly Fd _program;
    private bool _raw;

    /// <param name="terminal">The caller's.</param>
    /// <param name="program">The master of the program's.</param>
    public CallerTerminal(Terminal terminal, Fd program)
    {
        _terminal = terminal;
        _program = program;
        Resize();
    }

    /// <summary>Takes the keyboard, if the launcher is in the foreground.</summary>
    /// <returns>Whether it has it.</returns>
    public bool TakeKeyboard()
    {
        if (!_terminal.IsForeground)
        {
            _raw = false; // the shell has its own settings by now
            return false;
        }

        if (!_raw)
        {
            _raw = true;
            _terminal.MakeRaw();
            Resize();
        }

        return true;
    }

    /// <summary>The program's terminal gets the size of the caller's.</summary>
    public void Resize()
    {
        if (_terminal.Size is { } size)
        {
            Terminal.SetSize(_program, size);
        }
    }

    /// <summary>Stops the launcher as a shell's job is stopped. The program goes on until its terminal's buffer is full.</summary>
    public void Stop()
    {
        Restore();
        LibC.kill(LibC.getpid(), LibC.SIGSTOP);
    }

    /// <summary>The launcher goes on: in the foreground it takes the keyboard anew, whatever has been set meanwhile.</summary>
    public void Continue()
    {
        _raw = false;
        TakeKeyboard();
    }

    /// <inheritdoc/>
    public void Dispose() => Restore();

    private void Restore()
    {
        if (_raw && _terminal.IsForeground)
        {
            _terminal.Restore();
        }

        _raw = false;
    }
}
