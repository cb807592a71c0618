using Containode.Terminals;

namespace Containode.Options;

/// <summary>Reads whether the program is to have a terminal of its own.</summary>
internal static class TerminalOptions
{
    /// <summary>Reads it.</summary>
    /// <param name="always"><c>--tty</c> is given.</param>
    /// <param name="never"><c>--no-tty</c> is given.</param>
    /// <exception cref="UsageException">Both are.</exception>
    public static TerminalChoice Read(bool always, bool never) => (always, never) switch
    {
        (true, true) => throw new UsageException("--tty and --no-tty exclude each other"),
        (true, _) => TerminalChoice.Always,
        (_, true) => TerminalChoice.Never,
        _ => TerminalChoice.Automatic,
    };
}
