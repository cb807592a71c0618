namespace Containet.DataPlane;

/// <summary>The clock of the address tables: calls back once an epoch, on a thread of its own, until disposed of.</summary>
internal sealed class Ageing : IDisposable
{
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    /// <summary>Starts the clock.</summary>
    /// <param name="epoch">The length of an epoch.</param>
    /// <param name="tick">What to do at the end of each.</param>
    public Ageing(TimeSpan epoch, Action tick)
    {
        _thread = new Thread(() =>
        {
            while (!_stop.Wait(epoch))
            {
                tick();
            }
        })
        {
            Name = "ageing",
            IsBackground = true,
        };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }
}
