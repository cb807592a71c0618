namespace Containet.Images;

/// <summary>
/// Something about an image, a registry or the store that is wrong, as one line for whoever asked: what was being done, to
/// what, and what was found. Whatever others sent that is part of the line has had its control characters replaced.
/// </summary>
public sealed class ImageException : Exception
{
    /// <summary>Longest piece of others' text in a message: what a line can bear.</summary>
    private const int MaxQuoted = 300;

    /// <summary>Records what is wrong.</summary>
    /// <param name="message">One line, without a full stop.</param>
    /// <param name="inner">What brought it about, if anything did.</param>
    public ImageException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Text that somebody else sent, harmless on a terminal and of bounded length.</summary>
    public static string Quote(string text)
    {
        string clean = string.Concat(text.Take(MaxQuoted).Select(c => char.IsControl(c) ? '?' : c));
        return text.Length > MaxQuoted ? clean + "…" : clean;
    }
}
