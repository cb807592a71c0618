using System.Buffers.Binary;
using Containet.DataPlane.Forwarding;

namespace Containet.DataPlane.Policies;

/// <summary>
/// Whether a port may use the source addresses that a frame has: its hardware address, the IPv4 or IPv6 source, the sender of ARP,
/// the target that a neighbour advertisement claims; behind up to two VLAN tags. Immutable; pure but for looking into the
/// network's table for what is pinned.
/// </summary>
internal sealed class AddressGuard
{
    private const int EthernetHeader = Forwarder.HeaderSize;
    private const int ArpLength = 28;
    private const int NeighbourAdvertisementLength = 40 + 24;
    private const byte IcmpV6 = 58;
    private const byte NeighbourAdvertisement = 136;

    /// <summary>Whose port it is, by number.</summary>
    public required int Port { get; init; }

    /// <summary>Whether only its own addresses are allowed.</summary>
    public required bool IsStrict { get; init; }

    /// <summary>Its own hardware addresses.</summary>
    public required MacAddress[] Macs { get; init; }

    /// <summary>Its own IP addresses.</summary>
    public required IpKey[] Addresses { get; init; }

    /// <summary>Whose the network's addresses are.</summary>
    public required AddressClaims Claims { get; init; }

    /// <summary>Looks.</summary>
    /// <param name="frame">The frame's first bytes, at least an Ethernet header.</param>
    /// <param name="table">The network's.</param>
    public DropReason Check(ReadOnlySpan<byte> frame, MacTable table)
    {
        var source = MacAddress.Read(frame[MacAddress.Size..]);
        if (IsStrict && Macs.Length > 0 && !Macs.AsSpan().Contains(source))
        {
            return DropReason.SpoofedSource;
        }

        int network = EthernetHeader;
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(frame[12..]);
        for (int tags = 0; tags < 2 && type is 0x8100 or 0x88A8 && frame.Length >= network + 4; tags++)
        {
            type = BinaryPrimitives.ReadUInt16BigEndian(frame[(network + 2)..]);
            network += 4;
        }

        ReadOnlySpan<byte> packet = frame[network..];
        return type switch
        {
            0x0800 when packet.Length >= 20 => CheckIp(IpKey.Ip4(packet[12..])),
            0x0806 when packet.Length >= ArpLength => CheckArp(packet, source, table),
            0x86DD when packet.Length >= 40 => CheckIp6(packet),
            _ => DropReason.None,
        };
    }

    private DropReason CheckIp(IpKey address)
    {
        if (Addresses.AsSpan().Contains(address))
        {
            return DropReason.None;
        }

        int owner = Claims.OwnerOf(address);
        bool isOthers = owner != 0 && owner != Port;
        return isOthers || (IsStrict && IsRestricted(address)) ? DropReason.SpoofedAddress : DropReason.None;
    }

    // Only to the families of which it has an address.
    private bool IsRestricted(IpKey address)
    {
        if (address.IsUnspecified || address.IsLinkLocal)
        {
            return false;
        }

        foreach (IpKey own in Addresses)
        {
            if (own.IsIp4 == address.IsIp4)
            {
                return true;
            }
        }

        return false;
    }

    private DropReason CheckArp(ReadOnlySpan<byte> arp, MacAddress source, MacTable table)
    {
        // Ethernet and IPv4 (RFC 826): hardware type 1, protocol 0x0800, 6 and 4 octets.
        if (BinaryPrimitives.ReadUInt32BigEndian(arp) != 0x0001_0800 || arp[4] != 6 || arp[5] != 4)
        {
            return DropReason.None;
        }

        var sender = MacAddress.Read(arp[8..]);
        if (sender != source && (IsStrict || table.PinnedPort(sender) is var owner && owner != 0 && owner != Port))
        {
            return DropReason.SpoofedSource;
        }

        return CheckIp(IpKey.Ip4(arp[14..]));
    }

    private DropReason CheckIp6(ReadOnlySpan<byte> packet)
    {
        DropReason reason = CheckIp(IpKey.Ip6(packet[8..]));
        bool isAdvertisement = packet.Length >= NeighbourAdvertisementLength && packet[6] == IcmpV6 && packet[40] == NeighbourAdvertisement;
        return reason == DropReason.None && isAdvertisement ? CheckIp(IpKey.Ip6(packet[48..])) : reason;
    }
}
