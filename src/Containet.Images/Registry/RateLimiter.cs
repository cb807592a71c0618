namespace Containet.Images.Registry;

/// <summary>Spreads what all layers bring over time. Any thread.</summary>
/// <param name="bytesPerSecond">The rate; null for no limit.</param>
internal sealed class RateLimiter(long? bytesPerSecond)
{
    private readonly Lock _lock = new();
    private DateTime _free = DateTime.UtcNow;

    /// <summary>Bytes to ask for at once: a tenth of a second's, so that the rate is even.</summary>
    public int Portion(int wanted) => bytesPerSecond is { } rate ? (int)Math.Clamp(rate / 10, 1, wanted) : wanted;

    /// <summary>Waits until what has come has had its time.</summary>
    public async ValueTask Pay(int bytes, CancellationToken cancellation)
    {
        if (bytesPerSecond is not { } rate)
        {
            return;
        }

        TimeSpan wait;
        lock (_lock)
        {
            DateTime now = DateTime.UtcNow;
            _free = (_free > now ? _free : now) + TimeSpan.FromSeconds((double)bytes / rate);
            wait = _free - now;
        }

        await Task.Delay(wait, cancellation).ConfigureAwait(false);
    }
}
