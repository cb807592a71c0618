using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Containet.Control;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Policies.Rules;

namespace Containet;

/// <summary>Rules as control's requests have them, read into the data plane's; each mistake is named with its rule and member.</summary>
internal sealed class RuleReader
{
    private const long FewestBurstBytes = 64 * 1024; // a super-frame is let pass or not as a whole
    private static readonly string[] Flags = ["fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr"];
    private static readonly Dictionary<string, ushort> Types = new() { ["arp"] = 0x0806, ["ip"] = 0x0800, ["ip6"] = 0x86DD };
    private static readonly Dictionary<string, byte> Protocols = new()
    {
        ["icmp"] = 1,
        ["tcp"] = 6,
        ["udp"] = 17,
        ["icmp6"] = 58,
        ["sctp"] = 132,
    };

    private readonly RuleDescription _rule;

    private RuleReader(RuleDescription rule) => _rule = rule;

    /// <summary>Reads a rule.</summary>
    /// <exception cref="ControlException"><c>bad-request</c>: something in it is not what it should be.</exception>
    public static Rule Read(RuleDescription rule) => new RuleReader(rule).Read();

    private Rule Read()
    {
        RuleAction action = _rule.Action switch
        {
            "allow" => RuleAction.Allow,
            "drop" => RuleAction.Drop,
            "mirror" => RuleAction.Mirror,
            "redirect" => RuleAction.Redirect,
            "rate" => RuleAction.Rate,
            "set-vlan" => RuleAction.SetVlan,
            "count" => RuleAction.Count,
            _ => throw Wrong("action", _rule.Action, "allow, drop, mirror, redirect, rate, set-vlan or count"),
        };
        Only("port", _rule.Port, action is RuleAction.Mirror or RuleAction.Redirect);
        Only("rate", _rule.Rate, action == RuleAction.Rate);
        Only("vlan", _rule.Vlan?.ToString(CultureInfo.InvariantCulture), action == RuleAction.SetVlan);
        if (_rule.Burst is not null && action != RuleAction.Rate)
        {
            throw Wrong("burst", _rule.Burst, "said of the action rate only");
        }

        return WithRate(new Rule(_rule.Name!, ReadMatch(_rule.Match ?? new RuleMatchDescription()), action)
        {
            Port = _rule.Port is null ? null : PortName("port", _rule.Port),
            Vlan = _rule.Vlan is { } vlan ? Vlan(vlan) : (ushort)0,
        });
    }

    private Rule WithRate(Rule rule)
    {
        if (_rule.Rate is not { } text)
        {
            return rule;
        }

        long frames = 0;
        if (text.EndsWith("fps", StringComparison.Ordinal))
        {
            if (!long.TryParse(text.AsSpan(0, text.Length - 3), NumberStyles.None, CultureInfo.InvariantCulture, out frames) || frames == 0)
            {
                throw Wrong("rate", text, "a rate, as 10mbit or 5000fps");
            }
        }

        if (frames == 0 && (!Quantity.TryRate(text, out long bits) || bits == 0))
        {
            throw Wrong("rate", text, "a rate, as 10mbit or 5000fps");
        }

        bits = frames > 0 ? 0 : Quantity.TryRate(text, out bits) ? bits : 0;
        long burst = frames > 0 ? Math.Max(64, frames / 100) : Math.Max(FewestBurstBytes, bits / 8 / 100); // or what comes in 10 ms
        if (_rule.Burst is { } given && !(Quantity.TrySize(given, out burst) && burst > 0))
        {
            throw Wrong("burst", given, "a size, as 64k");
        }

        return rule with { FramesPerSecond = frames, BitsPerSecond = bits, Burst = burst };
    }

    private RuleMatch ReadMatch(RuleMatchDescription match)
    {
        (byte mask, byte flags) = ReadFlags(match.Flags);
        var read = new RuleMatch
        {
            In = [.. (match.In ?? []).Select(name => PortName("in", name))],
            Out = [.. (match.Out ?? []).Select(name => PortName("out", name))],
            SourceMac = Mac("src-mac", match.SourceMac),
            DestinationMac = Mac("dst-mac", match.DestinationMac),
            EtherType = match.Type is null ? null : Types.TryGetValue(match.Type, out ushort type) ? type : HexType(match.Type),
            Vlan = match.Vlan is { } vlan ? Vlan(vlan) : null,
            Source = Prefix("src", match.Source),
            Destination = Prefix("dst", match.Destination),
            Protocol = match.Protocol is null ? null : Protocols.TryGetValue(match.Protocol, out byte protocol) ? protocol : ProtocolNumber(match.Protocol),
            SourcePort = Range("sport", match.SourcePort),
            DestinationPort = Range("dport", match.DestinationPort),
            FlagsMask = mask,
            Flags = flags,
        };
        return read;
    }

    private (byte Mask, byte Flags) ReadFlags(string? text)
    {
        (int mask, int flags) = (0, 0);
        foreach (string word in text?.Split(',') ?? [])
        {
            int bit = Array.IndexOf(Flags, word.TrimStart('!'));
            if (bit < 0)
            {
                throw Wrong("flags", word, $"any of {string.Join(", ", Flags)}, with ! before those that are not set");
            }

            mask |= 1 << bit;
            flags |= word.StartsWith('!') ? 0 : 1 << bit;
        }

        return ((byte)mask, (byte)flags);
    }

    private MacAddress? Mac(string member, string? text) =>
        text is null ? null : MacAddress.TryParse(text, out MacAddress mac) ? mac : throw Wrong(member, text, "a hardware address, as 02:00:00:00:00:01");

    private IpPrefix? Prefix(string member, string? text)
    {
        if (text is null)
        {
            return null;
        }

        string[] parts = text.Split('/');
        if (parts.Length > 2 || !IPAddress.TryParse(parts[0], out IPAddress? address) || parts[0].Contains('%')
            || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != parts[0]))
        {
            throw Wrong(member, text, "an IP address or prefix, as 10.0.0.0/8");
        }

        int most = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        int length = most;
        return parts.Length == 1 || (int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out length) && length <= most)
            ? new IpPrefix(address, length)
            : throw Wrong(member, text, "an IP address or prefix, as 10.0.0.0/8");
    }

    private PortRange? Range(string member, string? text)
    {
        if (text is null)
        {
            return null;
        }

        string[] parts = text.Split('-');
        bool valid = parts.Length <= 2;
        valid &= ushort.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out ushort first);
        valid &= ushort.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out ushort last) && first <= last;
        return valid ? new PortRange(first, last) : throw Wrong(member, text, "a port or range, as 80 or 1024-65535");
    }

    private ushort? HexType(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        && ushort.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort type)
            ? type
            : throw Wrong("type", text, "arp, ip, ip6, or a number as 0x88cc");

    private byte? ProtocolNumber(string text) => byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out byte number)
        ? number
        : throw Wrong("proto", text, "tcp, udp, sctp, icmp, icmp6, or a number to 255");

    private ushort Vlan(int vlan) => vlan is >= 0 and <= 4094
        ? (ushort)vlan
        : throw Wrong("vlan", vlan.ToString(CultureInfo.InvariantCulture), "1 to 4094, or 0 for untagged");

    private string PortName(string member, string? name) =>
        name is not null && name.LastIndexOf(':') is > 0 and { } colon && colon < name.Length - 1 ? name : throw Wrong(member, name, "a port's name, as node:eth0");

    private void Only(string member, string? value, bool needed)
    {
        if (value is null == needed)
        {
            throw Wrong(member, value, needed ? $"there, as the action {_rule.Action} needs it" : $"for the action {_rule.Action}");
        }
    }

    private ControlException Wrong(string member, string? value, string right) => new(
        ErrorCode.BadRequest, $"{SetRules.Name}: rule {_rule.Name}: {member} {(value is null ? "is not" : $"\"{Shorten(value)}\" is not")} {right}");

    private static string Shorten(string text) => text.Length > 63 ? text[..63] + "…" : text;
}
