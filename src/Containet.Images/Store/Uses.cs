using System.Collections.Concurrent;

namespace Containet.Images.Store;

/// <summary>Things in use for the same while, so that nobody removes them. Any thread.</summary>
internal sealed class Uses : IDisposable
{
    private readonly ConcurrentBag<IDisposable> _all = [];

    /// <summary>Adds one.</summary>
    public void Add(IDisposable use) => _all.Add(use);

    /// <summary>Adds some.</summary>
    public void AddRange(IEnumerable<IDisposable> uses)
    {
        foreach (IDisposable use in uses)
        {
            _all.Add(use);
        }
    }

    /// <summary>Ends the use of all.</summary>
    public void Dispose()
    {
        foreach (IDisposable use in _all)
        {
            use.Dispose();
        }
    }
}
