using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Containet.DataPlane.Forwarding;

/// <summary>An EUI-48 address (IEEE 802), kept as it lies in a frame: its first octet in the lowest 8 bits.</summary>
/// <param name="Value">The 48 bits; the upper 16 are zero.</param>
public readonly record struct MacAddress(ulong Value)
{
    /// <summary>Octets of an address.</summary>
    public const int Size = 6;

    /// <summary>ff:ff:ff:ff:ff:ff.</summary>
    public static readonly MacAddress Broadcast = new(0xFFFF_FFFF_FFFF);

    /// <summary>The group bit: broadcast and multicast (the lowest bit of the first octet).</summary>
    public bool IsGroup => (Value & 1) != 0;

    /// <summary>All octets zero: no station's address.</summary>
    public bool IsZero => Value == 0;

    /// <summary>
    /// 01:80:c2:00:00:00 to 0f: addresses that a bridge does not forward (IEEE 802.1Q, table 8-1), as the kernel's does not.
    /// </summary>
    public bool IsLinkLocal => (Value & 0xF0FF_FFFF_FFFF) == 0x0000_00C2_8001;

    /// <summary>Reads an address from a frame.</summary>
    /// <param name="octets">At least 6 octets in wire order.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MacAddress Read(ReadOnlySpan<byte> octets)
    {
        uint low = BinaryPrimitives.ReadUInt32LittleEndian(octets);
        uint high = BinaryPrimitives.ReadUInt16LittleEndian(octets[4..]);
        return new MacAddress(((ulong)high << 32) | low);
    }

    /// <summary>Writes the address in wire order.</summary>
    /// <param name="octets">At least 6 octets.</param>
    public void Write(Span<byte> octets)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(octets, (uint)Value);
        BinaryPrimitives.WriteUInt16LittleEndian(octets[4..], (ushort)(Value >> 32));
    }

    /// <summary>Reads <c>02:00:00:00:00:01</c>, digits in either case.</summary>
    /// <returns>False if it is anything else.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress address)
    {
        address = default;
        if (text.Length != 17)
        {
            return false;
        }

        ulong value = 0;
        for (int i = 0; i < Size; i++)
        {
            if ((i > 0 && text[(3 * i) - 1] != ':')
                || !byte.TryParse(text.Slice(3 * i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte octet))
            {
                return false;
            }

            value |= (ulong)octet << (8 * i);
        }

        address = new MacAddress(value);
        return true;
    }

    /// <summary>Six octets in lower case, separated by colons.</summary>
    public override string ToString()
    {
        ulong value = Value;
        ReadOnlySpan<byte> o = MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in value));
        return string.Create(CultureInfo.InvariantCulture, $"{o[0]:x2}:{o[1]:x2}:{o[2]:x2}:{o[3]:x2}:{o[4]:x2}:{o[5]:x2}");
    }
}
