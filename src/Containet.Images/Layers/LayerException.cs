using System.Text;

namespace Containet.Images.Layers;

/// <summary>A layer that cannot be unpacked or written: one line that says which entry, and what is wrong with it.</summary>
public sealed class LayerException : IOException
{
    private const int MostShown = 120;

    /// <summary>Something wrong with the archive as a whole.</summary>
    public LayerException(string message)
        : base(message)
    {
    }

    /// <summary>Something wrong with an entry.</summary>
    /// <param name="name">The entry's name, any bytes.</param>
    /// <param name="problem">What is wrong, or what could not be done and why.</param>
    public LayerException(ReadOnlySpan<byte> name, string problem)
        : base($"layer entry {Printable(name)}: {problem}")
    {
    }

    /// <summary>A call about an entry that the kernel refused.</summary>
    /// <param name="name">The entry's name, any bytes.</param>
    /// <param name="doing">What was being done.</param>
    /// <param name="errno">The errno, positive or negative.</param>
    internal LayerException(ReadOnlySpan<byte> name, string doing, int errno)
        : this(name, $"{doing}: {Linux.LinuxException.Describe(Math.Abs(errno))}")
    {
        Errno = Math.Abs(errno);
    }

    /// <summary>The positive errno of the call that failed, or 0 where the archive itself is wrong.</summary>
    public int Errno { get; }

    /// <summary>
    /// A name as it can be shown: quoted, what is no printable ASCII as <c>\xNN</c>, since it is a stranger's and a terminal
    /// obeys; cut in the middle where it is long.
    /// </summary>
    public static string Printable(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder("\"");
        if (name.Length <= MostShown)
        {
            Append(text, name);
        }
        else
        {
            Append(text, name[..(MostShown / 2)]);
            text.Append('…');
            Append(text, name[^(MostShown / 2)..]);
        }

        return text.Append('"').ToString();
    }

    private static void Append(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            _ = value is < 0x20 or > 0x7E or (byte)'"' or (byte)'\\'
                ? text.Append($"\\x{value:x2}")
                : text.Append((char)value);
        }
    }
}
