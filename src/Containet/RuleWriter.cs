using System.Globalization;
using Containet.Control;
using Containet.DataPlane.Policies.Rules;

namespace Containet;

/// <summary>The data plane's rules in control's words: what is told can be given again.</summary>
internal static class RuleWriter
{
    private static readonly string[] Flags = ["fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr"];

    /// <summary>A rule and what it has counted.</summary>
    public static RuleDescription Describe(Rule rule, long frames, long bytes) => new()
    {
        Name = rule.Name,
        Match = Describe(rule.Match),
        Action = rule.Action == RuleAction.SetVlan ? "set-vlan" : rule.Action.ToString().ToLowerInvariant(),
        Port = rule.Port,
        Rate = rule.FramesPerSecond > 0 ? $"{rule.FramesPerSecond}fps" : rule.BitsPerSecond > 0 ? $"{rule.BitsPerSecond}bit" : null,
        Burst = rule.Burst > 0 ? rule.Burst.ToString(CultureInfo.InvariantCulture) : null,
        Vlan = rule.Action == RuleAction.SetVlan ? rule.Vlan : null,
        Frames = frames,
        Bytes = bytes,
    };

    private static RuleMatchDescription? Describe(RuleMatch match)
    {
        var described = new RuleMatchDescription
        {
            In = match.In.Count == 0 ? null : match.In,
            Out = match.Out.Count == 0 ? null : match.Out,
            SourceMac = match.SourceMac?.ToString(),
            DestinationMac = match.DestinationMac?.ToString(),
            Type = match.EtherType switch
            {
                null => null,
                0x0800 => "ip",
                0x0806 => "arp",
                0x86DD => "ip6",
                { } type => $"0x{type:x4}",
            },
            Vlan = match.Vlan,
            Source = match.Source?.ToString(),
            Destination = match.Destination?.ToString(),
            Protocol = match.Protocol switch
            {
                null => null,
                1 => "icmp",
                6 => "tcp",
                17 => "udp",
                58 => "icmp6",
                132 => "sctp",
                { } number => number.ToString(CultureInfo.InvariantCulture),
            },
            SourcePort = Describe(match.SourcePort),
            DestinationPort = Describe(match.DestinationPort),
            Flags = match.FlagsMask == 0 ? null : string.Join(',', Flags.Where((_, bit) => (match.FlagsMask >> bit & 1) != 0)
                .Select(name => (match.Flags >> Array.IndexOf(Flags, name) & 1) != 0 ? name : $"!{name}")),
        };
        return described == new RuleMatchDescription() ? null : described;
    }

    private static string? Describe(PortRange? range) =>
        range is not { } ports ? null : ports.First == ports.Last ? $"{ports.First}" : $"{ports.First}-{ports.Last}";
}
