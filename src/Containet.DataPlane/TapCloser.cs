using System.Collections.Concurrent;
using Containet.Linux;

namespace Containet.DataPlane;

/// <summary>
/// Closes taps on a thread of its own: with the last descriptor the kernel takes the interface down, for which it waits some
/// ten milliseconds for every processor, and a switch that is asked for something meanwhile should answer.
/// </summary>
internal sealed class TapCloser : IDisposable
{
    // As many as there can be ports: if the kernel is so far behind, whoever removes more waits.
    private readonly BlockingCollection<Fd> _taps = new(SwitchLimits.Ports);
    private readonly Thread _thread;

    /// <summary>Starts the thread.</summary>
    public TapCloser()
    {
        _thread = new Thread(Run) { Name = "closer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Has a tap closed soon, the earlier ones first. Any thread.</summary>
    public void Close(Fd tap) => _taps.Add(tap);

    /// <summary>Returns when all are closed.</summary>
    public void Dispose()
    {
        _taps.CompleteAdding();
        _thread.Join();
        _taps.Dispose();
    }

    private void Run()
    {
        foreach (Fd tap in _taps.GetConsumingEnumerable())
        {
            tap.Dispose();
        }
    }
}
