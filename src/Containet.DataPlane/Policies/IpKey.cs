using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Containet.DataPlane.Policies;

/// <summary>An IP address of either family as two numbers; IPv4 as in IPv6, ::ffff:a.b.c.d (RFC 4291, section 2.5.5.2).</summary>
/// <param name="High">The first 8 octets.</param>
/// <param name="Low">The last 8 octets.</param>
internal readonly record struct IpKey(ulong High, ulong Low)
{
    private const ulong Mapped = 0xFFFF_0000_0000;

    /// <summary>Whether it is an IPv4 address.</summary>
    public bool IsIp4 => High == 0 && Low >> 32 == Mapped >> 32;

    /// <summary>0.0.0.0 or ::, which a station uses that has no address yet.</summary>
    public bool IsUnspecified => High == 0 && Low is 0 or Mapped;

    /// <summary>fe80::/10.</summary>
    public bool IsLinkLocal => High >> 54 == 0xFE80 >> 6;

    /// <summary>Reads an IPv4 address in wire order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IpKey Ip4(ReadOnlySpan<byte> octets) => new(0, Mapped | BinaryPrimitives.ReadUInt32BigEndian(octets));

    /// <summary>Reads an IPv6 address in wire order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static IpKey Ip6(ReadOnlySpan<byte> octets) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(octets), BinaryPrimitives.ReadUInt64BigEndian(octets[8..]));

    /// <summary>The same of an address of .NET.</summary>
    public static IpKey Of(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out _);
        return address.AddressFamily == AddressFamily.InterNetwork ? Ip4(octets) : Ip6(octets);
    }
}
