using System.Globalization;

namespace Containet.Linux;

/// <summary>
/// The program's arguments as the kernel shows them to everybody (<c>/proc/PID/cmdline</c>, proc_pid_cmdline(5)): memory of the process,
/// which a child has too. Whoever started the program has shown them until now; from now on they are what is left here.
/// </summary>
public static class ShownArguments
{
    private const byte Blank = (byte)'*';

    // Of proc_pid_stat(5), without the two before the state, whose second may contain anything.
    private const int StartField = 48 - 3;
    private const int EndField = 49 - 3;

    /// <summary>Makes an argument, or an option's value, unreadable. Called before there are other threads that look at them.</summary>
    /// <param name="secret">What is not to be shown; not empty.</param>
    public static unsafe void Hide(string secret)
    {
        string status = File.ReadAllText("/proc/self/stat");
        string[] fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
        nint start = nint.Parse(fields[StartField], CultureInfo.InvariantCulture);
        nint end = nint.Parse(fields[EndField], CultureInfo.InvariantCulture);

        // Safe: the kernel put the arguments there, writable, for the life of the process.
        Hide(new Span<byte>((void*)start, (int)(end - start)), [.. ByteText.Encode(secret), 0]);
    }

    /// <summary>Overwrites every occurrence that a whole argument is, or that ends one after <c>=</c> or a letter of an option.</summary>
    internal static void Hide(Span<byte> arguments, ReadOnlySpan<byte> terminated)
    {
        int from = 0;
        for (int found; (found = arguments[from..].IndexOf(terminated)) >= 0; from += found + 1)
        {
            int at = from + found;
            if (at > 0 && (arguments[at - 1] is 0 or (byte)'=' || char.IsAsciiLetter((char)arguments[at - 1])))
            {
                arguments.Slice(at, terminated.Length - 1).Fill(Blank);
            }
        }
    }
}
