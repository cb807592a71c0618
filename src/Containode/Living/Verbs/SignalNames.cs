using System.Globalization;
using Tmds.Linux;

namespace Containode.Living.Verbs;

/// <summary>Signals by the names that people give them (signal(7)).</summary>
internal static class SignalNames
{
    private const int Last = 64;

    private static readonly (string Name, int Number)[] Numbers =
    [
        ("HUP", LibC.SIGHUP), ("INT", LibC.SIGINT), ("QUIT", LibC.SIGQUIT), ("ILL", LibC.SIGILL), ("TRAP", LibC.SIGTRAP),
        ("ABRT", LibC.SIGABRT), ("BUS", LibC.SIGBUS), ("FPE", LibC.SIGFPE), ("KILL", LibC.SIGKILL), ("USR1", LibC.SIGUSR1),
        ("SEGV", LibC.SIGSEGV), ("USR2", LibC.SIGUSR2), ("PIPE", LibC.SIGPIPE), ("ALRM", LibC.SIGALRM), ("TERM", LibC.SIGTERM),
        ("CHLD", LibC.SIGCHLD), ("CONT", LibC.SIGCONT), ("STOP", LibC.SIGSTOP), ("TSTP", LibC.SIGTSTP), ("TTIN", LibC.SIGTTIN),
        ("TTOU", LibC.SIGTTOU), ("URG", LibC.SIGURG), ("XCPU", LibC.SIGXCPU), ("XFSZ", LibC.SIGXFSZ), ("VTALRM", LibC.SIGVTALRM),
        ("PROF", LibC.SIGPROF), ("WINCH", LibC.SIGWINCH), ("IO", LibC.SIGIO), ("PWR", LibC.SIGPWR), ("SYS", LibC.SIGSYS),
    ];

    /// <summary>The number of <c>TERM</c>, <c>SIGTERM</c>, <c>term</c> or <c>15</c>; null if there is no such signal.</summary>
    public static int? Parse(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return number is >= 1 and <= Last ? number : null;
        }

        string name = text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..] : text;
        foreach ((string known, int itsNumber) in Numbers)
        {
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return itsNumber;
            }
        }

        return null;
    }
}
