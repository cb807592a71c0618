using System.Net.Sockets;

namespace Containet.DataPlane.Policies.Rules;

/// <summary>What a rule wants, as masks and values. Pure.</summary>
internal static class RuleCompiler
{
    private const ulong MacMask = 0xFFFF_FFFF_FFFF;

    /// <summary>How many entries a rule becomes: ranges of transport ports become prefixes, and each port of the switch is one of its own.</summary>
    public static int Entries(RuleMatch match) =>
        Math.Max(1, match.In.Count) * Math.Max(1, match.Out.Count) * Ranges(match.SourcePort).Count * Ranges(match.DestinationPort).Count;

    /// <summary>The entries of a rule.</summary>
    /// <param name="match">What it wants.</param>
    /// <param name="numberOf">The number of a port by its name; 0 if there is none, and then nothing matches.</param>
    public static IEnumerable<(FrameKey Mask, FrameKey Value)> Compile(RuleMatch match, Func<string, int> numberOf)
    {
        ushort[] types = [.. new[] { match.EtherType, FamilyOf(match.Source), FamilyOf(match.Destination) }.OfType<ushort>().Distinct()];
        if (types.Length > 1)
        {
            yield break; // nothing is of two types
        }

        (FrameKey mask, FrameKey value) = CompileSingle(match with { EtherType = types is [var type] ? type : null });
        foreach ((ulong inMask, ulong inValue) in Ports(match.In, numberOf))
        {
            foreach ((ulong outMask, ulong outValue) in Ports(match.Out, numberOf))
            {
                foreach ((ushort sourceMask, ushort source) in Ranges(match.SourcePort))
                {
                    foreach ((ushort destinationMask, ushort destination) in Ranges(match.DestinationPort))
                    {
                        (FrameKey m, FrameKey v) = (mask, value);
                        m[2] |= inMask | (outMask << 16);
                        v[2] |= inValue | (outValue << 16);
                        m[3] = FrameKey.Word3(sourceMask, destinationMask);
                        v[3] = FrameKey.Word3(source, destination);
                        yield return (m, v);
                    }
                }
            }
        }
    }

    private static (FrameKey Mask, FrameKey Value) CompileSingle(RuleMatch match)
    {
        FrameKey mask = default;
        FrameKey value = default;
        mask[0] = (match.DestinationMac is null ? 0 : MacMask) | (match.Vlan is null ? 0 : (ulong)ushort.MaxValue << 48);
        value[0] = FrameKey.Word0(match.DestinationMac ?? default, match.Vlan is > 0 and { } vlan ? (ushort)(FrameKey.Tagged | vlan) : (ushort)0);
        mask[1] = (match.SourceMac is null ? 0 : MacMask) | (match.EtherType is null ? 0 : (ulong)ushort.MaxValue << 48);
        value[1] = FrameKey.Word1(match.SourceMac ?? default, match.EtherType ?? 0);
        bool ports = match.SourcePort is not null || match.DestinationPort is not null;
        mask[2] = FrameKey.Word2(0, 0, match.Protocol is null ? (byte)0 : byte.MaxValue, match.FlagsMask, ports);
        value[2] = FrameKey.Word2(0, 0, match.Protocol ?? 0, (byte)(match.Flags & match.FlagsMask), ports);
        SetPrefix(match.Source, 4, ref mask, ref value);
        SetPrefix(match.Destination, 6, ref mask, ref value);
        return (mask, value);
    }

    private static ushort? FamilyOf(IpPrefix? prefix) =>
        prefix is null ? null : prefix.Address.AddressFamily == AddressFamily.InterNetwork ? (ushort)0x0800 : (ushort)0x86DD;

    private static void SetPrefix(IpPrefix? prefix, int word, ref FrameKey mask, ref FrameKey value)
    {
        if (prefix is not null)
        {
            (IpKey m, IpKey v) = prefix.Compile();
            (mask[word], mask[word + 1]) = (m.High, m.Low);
            (value[word], value[word + 1]) = (v.High, v.Low);
        }
    }

    private static IEnumerable<(ulong Mask, ulong Value)> Ports(IReadOnlyList<string> names, Func<string, int> numberOf) => names.Count == 0
        ? [(0, 0)]
        : names.Select(numberOf).Where(number => number != 0).Select(number => ((ulong)ushort.MaxValue, (ulong)number));

    private static IReadOnlyList<(ushort Mask, ushort Value)> Ranges(PortRange? range) => range is { } ports ? [.. ports.Compile()] : [(0, 0)];
}
