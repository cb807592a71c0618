using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Containode.Options;

namespace Containode.Specification;

/// <summary>The address of an interface, IPv4 or IPv6, and the length of its subnet's prefix.</summary>
internal readonly record struct InterfaceAddress(IPAddress Address, int PrefixLength)
{
    private const int LongestWithReserved = 30; // from /31 on, every address is a host's (RFC 3021)
    private const int UsualV6Prefix = 64;

    /// <summary>Reads <c>10.0.0.2/24</c>, or <c>10.0.0.2</c>, whose class then decides (A /8, B /16, C /24).</summary>
    /// <exception cref="UsageException">It is not the address of a host.</exception>
    public static InterfaceAddress Parse(string text)
    {
        int slash = text.IndexOf('/');
        string host = slash < 0 ? text : text[..slash];
        if (!TryParseQuad(host, out uint address))
        {
            throw Wrong(text, "the address must be four numbers from 0 to 255, as in 10.0.0.2/24");
        }

        int classPrefix = ClassPrefix(address);
        if (classPrefix == 0)
        {
            throw Wrong(text, address >> 28 == 0xe ? "it is a multicast address (class D)" : "it is a reserved address (class E)");
        }

        int prefix = slash < 0 ? classPrefix : ParsePrefix(text, text[(slash + 1)..]);
        uint hostMask = uint.MaxValue >> (prefix - 1) >> 1;
        if (address >> 24 is 0 or 127)
        {
            throw Wrong(text, address >> 24 == 0 ? "0.0.0.0/8 has no hosts" : "127.0.0.0/8 is for lo");
        }

        if (prefix <= LongestWithReserved && (address & hostMask) is var part && (part == 0 || part == hostMask))
        {
            throw Wrong(text, $"it is the {(part == 0 ? "network" : "broadcast")} address of its /{prefix} subnet, not a host's");
        }

        return new InterfaceAddress(OfQuad(address), prefix);
    }

    /// <summary>Whether it is an IPv4 address.</summary>
    public bool IsV4 => Address.AddressFamily == AddressFamily.InterNetwork;

    /// <summary>Reads <c>fd00::2/64</c>, or <c>fd00::2</c>, whose subnet then has 64 bits (RFC 4291).</summary>
    /// <exception cref="UsageException">It is not the address of a host.</exception>
    public static InterfaceAddress ParseV6(string text)
    {
        int slash = text.IndexOf('/');
        string host = slash < 0 ? text : text[..slash];
        int prefix = UsualV6Prefix;
        if (slash >= 0 && !(int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out prefix) && prefix is >= 1 and <= 128))
        {
            throw new UsageException($"-6 {text}: the length must be a number of bits from 1 to 128");
        }

        if (ParseHost(host) is not { AddressFamily: AddressFamily.InterNetworkV6 } address)
        {
            throw new UsageException($"-6 {text}: must be an IPv6 address, as in fd00::2/64");
        }

        return address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.IPv6Loopback)
            ? throw new UsageException($"-6 {text}: is not a host's address")
            : new InterfaceAddress(address, prefix);
    }

    /// <summary>Reads an address of either family, without a length; null if it is none.</summary>
    public static IPAddress? ParseHost(string text) =>
        TryParseQuad(text, out uint quad) ? OfQuad(quad)
        : text.Contains(':') && !text.Contains('%') && !text.Contains('[') && IPAddress.TryParse(text, out IPAddress? address) ? address
        : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Address}/{PrefixLength}";

    private static IPAddress OfQuad(uint address) => new(IPAddress.HostToNetworkOrder((int)address) & 0xffffffffL);

    // Not IPAddress.Parse, which takes 10.1 and 0x0a000001 and octal numbers for addresses.
    private static bool TryParseQuad(string text, out uint address)
    {
        address = 0;
        string[] parts = text.Split('.');
        if (parts.Length != 4)
        {
            return false;
        }

        foreach (string part in parts)
        {
            bool padded = part.Length > 1 && part[0] == '0';
            if (padded || !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out byte value))
            {
                return false;
            }

            address = (address << 8) | value;
        }

        return true;
    }

    private static int ParsePrefix(string text, string prefix) =>
        byte.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out byte length) && length is >= 1 and <= 32
            ? length
            : throw Wrong(text, "the mask must be a number of bits from 1 to 32");

    private static int ClassPrefix(uint address) => (address >> 24) switch
    {
        < 128 => 8,
        < 192 => 16,
        < 224 => 24,
        _ => 0,
    };

    private static UsageException Wrong(string text, string reason) => new($"-4 {text}: {reason}");
}
