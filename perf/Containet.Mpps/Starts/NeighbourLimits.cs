namespace Containet.Mpps.Starts;

/// <summary>
/// The kernel's limits of known neighbours (net.ipv4.neigh.default.gc_thresh*), which all network namespaces share: a thousand,
/// where a hundred stations that all know each other are ten thousand. Raised for as long as this lives, then as they were.
/// </summary>
internal sealed class NeighbourLimits : IDisposable
{
    private const string Folder = "/proc/sys/net/ipv4/neigh/default";
    private static readonly string[] Names = ["gc_thresh3", "gc_thresh2"];
    private readonly List<(string File, string Before)> _raised = [];

    /// <summary>Raises them as far as that is needed and allowed.</summary>
    /// <param name="neighbours">How many there will be.</param>
    public NeighbourLimits(int neighbours)
    {
        foreach (string file in Names.Select(n => Path.Combine(Folder, n)))
        {
            string before = File.ReadAllText(file).Trim();
            if (int.Parse(before, System.Globalization.CultureInfo.InvariantCulture) < neighbours)
            {
                File.WriteAllText(file, $"{neighbours}");
                _raised.Add((file, before));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((string file, string before) in _raised)
        {
            File.WriteAllText(file, before);
        }
    }
}
