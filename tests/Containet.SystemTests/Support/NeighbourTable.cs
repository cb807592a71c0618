using System.Globalization;

namespace Containet.SystemTests.Support;

/// <summary>
/// The kernel's table of IPv4 neighbours: one for all network namespaces of the machine, of
/// <c>net.ipv4.neigh.default.gc_thresh3</c> entries (1024 by default, arp(7)). When it is full, packets to stations not in it
/// are lost before any switch sees them.
/// </summary>
internal static class NeighbourTable
{
    private const string Statistics = "/proc/net/stat/arp_cache";

    /// <summary>How often, since the machine started, an entry found no room.</summary>
    public static long Overflows()
    {
        if (!File.Exists(Statistics))
        {
            return 0;
        }

        string[][] rows = [.. File.ReadAllLines(Statistics).Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        int column = Array.IndexOf(rows[0], "table_fulls");
        return rows[1..].Sum(row => long.Parse(row[column], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
