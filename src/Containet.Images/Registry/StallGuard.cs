namespace Containet.Images.Registry;

/// <summary>
/// Ends the wait for a peer that sends nothing, or next to nothing: time is counted only while we wait for it, and begins
/// anew after every so many bytes. One reader at a time.
/// </summary>
internal sealed class StallGuard : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationToken _caller;
    private readonly RegistryOptions _options;
    private int _sinceProgress;
    private TimeSpan _left;

    public StallGuard(RegistryOptions options, CancellationToken caller)
    {
        _options = options;
        _caller = caller;
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller);
        _left = options.StallTimeout;
    }

    /// <summary>Waits for something of the peer's.</summary>
    /// <param name="read">Waits; gives the bytes that came.</param>
    /// <exception cref="TimeoutException">The peer stalls.</exception>
    public async Task<int> Wait(Func<CancellationToken, ValueTask<int>> read)
    {
        long begin = Environment.TickCount64;
        _source.CancelAfter(_left);
        int count;
        try
        {
            count = await read(_source.Token).ConfigureAwait(false);
        }
        catch (Exception) when (_source.IsCancellationRequested && !_caller.IsCancellationRequested)
        {
            throw new TimeoutException($"it stalls: less than {_options.StallBytes >> 10} kB in {_options.StallTimeout.TotalSeconds:0.#} s");
        }

        // The time between two waits is ours, not the peer's.
        _source.CancelAfter(Timeout.InfiniteTimeSpan);
        _sinceProgress += count;
        if (_sinceProgress >= _options.StallBytes)
        {
            _sinceProgress = 0;
            _left = _options.StallTimeout;
        }
        else
        {
            TimeSpan spent = TimeSpan.FromMilliseconds(Environment.TickCount64 - begin);
            _left = spent < _left ? _left - spent : TimeSpan.FromMilliseconds(1);
        }

        return count;
    }

    public void Dispose() => _source.Dispose();
}
