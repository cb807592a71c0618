using System.Numerics;
using Containet.DataPlane.Forwarding;

namespace Containet.DataPlane.Policies;

/// <summary>
/// Whose the IP addresses of a network are, as launchers declared and control pinned them: an open-addressing table, at most half
/// full. Immutable. An address that several have declared is each one's.
/// </summary>
internal sealed class AddressClaims
{
    /// <summary>The owner of an address that several ports have.</summary>
    public const int Several = MacTable.MaxPort + 1;

    private readonly (IpKey Address, int Owner)[] _slots;
    private readonly int _shift;

    /// <summary>Makes a table.</summary>
    /// <param name="claims">Ports by number, and their addresses.</param>
    public AddressClaims(IReadOnlyCollection<(int Port, IpKey Address)> claims)
    {
        int capacity = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, 2 * claims.Count));
        _slots = new (IpKey, int)[capacity];
        _shift = 64 - BitOperations.Log2((uint)capacity);
        foreach ((int port, IpKey address) in claims)
        {
            ref (IpKey Address, int Owner) slot = ref _slots[Place(address)];
            slot = (address, slot.Owner == 0 || slot.Owner == port ? port : Several);
        }
    }

    /// <summary>The port that has an address; 0 if nobody has, <see cref="Several"/> if more than one.</summary>
    public int OwnerOf(IpKey address) => _slots[Place(address)].Owner;

    // Where the address is, or would be. Nobody can aim at a neighbourhood: addresses come from control.
    private int Place(IpKey address)
    {
        ulong mixed = ((address.Low * 0x9E37_79B9_7F4A_7C15) ^ address.High) * 0xBF58_476D_1CE4_E5B9;
        int at = (int)(mixed >> _shift);
        while (_slots[at].Owner != 0 && _slots[at].Address != address)
        {
            at = (at + 1) & (_slots.Length - 1);
        }

        return at;
    }
}
