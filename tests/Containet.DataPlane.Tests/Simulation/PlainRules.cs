using System.Net;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Policies.Rules;

namespace Containet.DataPlane.Tests.Simulation;

/// <summary>What a rule means, written as plainly as possible: field by field, with nothing compiled.</summary>
internal static class PlainRules
{
    public static bool Wants(RuleMatch rule, byte[] frame, string from, string to)
    {
        List<int> tags = [];
        int at = 12;
        while (tags.Count < 2 && frame[at] == 0x81 && frame[at + 1] == 0)
        {
            tags.Add(((frame[at + 2] & 15) << 8) | frame[at + 3]);
            at += 4;
        }

        int type = (frame[at] << 8) | frame[at + 1];
        byte[] packet = frame[(at + 2)..];
        bool ip4 = type == 0x0800;
        IPAddress source = new(ip4 ? packet[12..16] : packet[8..24]);
        IPAddress destination = new(ip4 ? packet[16..20] : packet[24..40]);
        int header = ip4 ? (packet[0] & 15) * 4 : 40;
        int protocol = ip4 ? packet[9] : packet[6];
        bool later = ip4 && packet[7] != 0;
        if (!ip4 && protocol == 0)
        {
            protocol = packet[40];
            header += 8;
        }

        bool hasPorts = !later && protocol is 6 or 17;
        int sourcePort = hasPorts ? packet[header + 1] : -1;
        int destinationPort = hasPorts ? packet[header + 3] : -1;
        int flags = protocol == 6 && !later ? packet[header + 13] : 0;
        return (rule.In.Count == 0 || rule.In.Contains(from))
            && (rule.Out.Count == 0 || rule.Out.Contains(to))
            && (rule.DestinationMac is null || rule.DestinationMac == MacAddress.Read(frame))
            && (rule.SourceMac is null || rule.SourceMac == MacAddress.Read(frame.AsSpan(6)))
            && (rule.EtherType is null || rule.EtherType == type)
            && (rule.Vlan is null || rule.Vlan == (tags.Count == 0 ? 0 : tags[0]))
            && IsIn(rule.Source, source)
            && IsIn(rule.Destination, destination)
            && (rule.Protocol is null || rule.Protocol == protocol)
            && IsIn(rule.SourcePort, sourcePort)
            && IsIn(rule.DestinationPort, destinationPort)
            && (flags & rule.FlagsMask) == (rule.Flags & rule.FlagsMask);
    }

    private static bool IsIn(PortRange? range, int port) => range is not { } ports || (port >= ports.First && port <= ports.Last);

    private static bool IsIn(IpPrefix? prefix, IPAddress address)
    {
        if (prefix is null)
        {
            return true;
        }

        byte[] one = prefix.Address.GetAddressBytes();
        byte[] other = address.GetAddressBytes();
        return one.Length == other.Length
            && Enumerable.Range(0, prefix.Length).All(bit => ((one[bit / 8] ^ other[bit / 8]) & (0x80 >> (bit % 8))) == 0);
    }
}
