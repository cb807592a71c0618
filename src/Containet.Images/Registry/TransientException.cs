namespace Containet.Images.Registry;

/// <summary>A failure that may pass: what happened, and how long the peer wants to be left alone.</summary>
internal sealed class TransientException(string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How long the peer asks us to wait; null if it does not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Whether nobody is there at all, so that waiting long makes little sense.</summary>
    public bool IsAbsent { get; init; }
}
