using System.Diagnostics;

namespace Containet.DataPlane;

/// <summary>
/// The switch's clock: calls back several times a second to look after tables and ports, and once an epoch to age addresses,
/// on a thread of its own, until disposed of.
/// </summary>
internal sealed class TableClock : IDisposable
{
    // Soon enough that a station that gave way is not missed for long; seldom enough that an idle switch costs nothing.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    /// <summary>Starts the clock.</summary>
    /// <param name="epoch">The length of an epoch.</param>
    /// <param name="look">What to do several times a second.</param>
    /// <param name="age">What to do at the end of each epoch.</param>
    public TableClock(TimeSpan epoch, Action look, Action age)
    {
        _thread = new Thread(() => Run(epoch, look, age)) { Name = "tables", IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run(TimeSpan epoch, Action look, Action age)
    {
        TimeSpan pause = epoch < Look ? epoch : Look;
        long since = Stopwatch.GetTimestamp();
        while (!_stop.Wait(pause))
        {
            look();
            if (Stopwatch.GetElapsedTime(since) >= epoch)
            {
                since = Stopwatch.GetTimestamp();
                age();
            }
        }
    }
}
