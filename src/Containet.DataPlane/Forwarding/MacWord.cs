namespace Containet.DataPlane.Forwarding;

/// <summary>
/// An entry of <see cref="MacTable"/>: one 64-bit word of 48 bits of address, 12 of port, 4 of age (the epoch in which it was
/// written, or <see cref="PinnedAge"/>); 0 is an empty slot.
/// </summary>
internal static class MacWord
{
    /// <summary>Bits of the port.</summary>
    public const int PortBits = 12;

    /// <summary>The age of an entry that neither ages nor gives way.</summary>
    public const ulong PinnedAge = AgeMask;

    private const int AgeBits = 4;
    private const ulong AgeMask = (1 << AgeBits) - 1;

    /// <summary>Puts one together.</summary>
    public static ulong Of(MacAddress address, int port, ulong age) =>
        (address.Value << MacLine.AddressShift) | ((ulong)(uint)port << AgeBits) | age;

    /// <summary>Whose entry it is.</summary>
    public static MacAddress Address(ulong word) => new(word >> MacLine.AddressShift);

    /// <summary>Whether it is an address's entry.</summary>
    public static bool Has(ulong word, MacAddress address) => word >> MacLine.AddressShift == address.Value;

    /// <summary>The port's number.</summary>
    public static int Port(ulong word) => (int)(word >> AgeBits) & ((1 << PortBits) - 1);

    /// <summary>The epoch in which it was written.</summary>
    public static int Age(ulong word) => (int)(word & AgeMask);

    /// <summary>Whether it is pinned.</summary>
    public static bool IsPinned(ulong word) => (word & AgeMask) == PinnedAge;
}
