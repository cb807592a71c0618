using Containet.Linux;
using Tmds.Linux;

namespace Containode;

/// <summary>
/// What containode itself says. Straight to the descriptor: the class library's console would take over the terminal's
/// settings.
/// </summary>
internal static unsafe class StandardOutput
{
    /// <summary>Prints a text on standard output.</summary>
    public static void Print(string text) => Write(LibC.STDOUT_FILENO, ByteText.Encode(text));

    /// <summary>Says what is wrong on standard error, in one line that says who.</summary>
    public static void Complain(string message) => Write(LibC.STDERR_FILENO, ByteText.Encode($"containode: {message}\n"));

    /// <summary>Writes everything.</summary>
    /// <exception cref="LinuxException">The reader is gone, or there is no space.</exception>
    public static void Write(int stream, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            int written = 0;
            while (written < bytes.Length)
            {
                // Safe: what is left of the span.
                int count = (int)LibC.write(stream, start + written, bytes.Length - written);
                if (count < 0 && LibC.errno != LibC.EINTR)
                {
                    throw LinuxException.FromErrno("write to", stream == LibC.STDOUT_FILENO ? "standard output" : "standard error");
                }

                written += Math.Max(count, 0);
            }
        }
    }
}
