using System.Runtime.CompilerServices;
using Containet.DataPlane.Forwarding;

namespace Containet.DataPlane.Policies;

/// <summary>Ports by number, one bit each. Immutable once it is shared.</summary>
internal sealed class PortSet
{
    private readonly ulong[] _bits = new ulong[(MacTable.MaxPort / 64) + 1];

    /// <summary>Makes a set.</summary>
    public PortSet(IEnumerable<int> ports)
    {
        foreach (int port in ports)
        {
            _bits[port >> 6] |= 1UL << (port & 63);
        }
    }

    /// <summary>Whether a port is in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(int port) => (_bits[port >> 6] & (1UL << (port & 63))) != 0;
}
