using System.Globalization;
using System.Net;
using Containode.Network;
using Containode.Specification;

namespace Containode.Options;

/// <summary>Reads what the options say about the network.</summary>
internal static class NetworkReader
{
    // The kernel takes 68 for the least that IPv4 can have, and a tap 65,521 at most (drivers/net/tun.c).
    private const int LeastMtu = 68;
    private const int GreatestMtu = 65521;

    /// <summary>Reads them.</summary>
    /// <returns>The interface on the switch; null without one.</returns>
    /// <exception cref="UsageException">Something is malformed, or makes no sense without a switch.</exception>
    public static NetworkSpec? Read(CommandLineValues given, string identity)
    {
        if (given.Switch is null)
        {
            string? orphan = FirstGiven(given);
            return orphan is null ? null
                : throw new UsageException($"{orphan} needs -s: without a switch there is {(orphan is "-p" or "-a" ? "nobody to ask" : "no eth0")}");
        }

        if (given.HostNetwork)
        {
            throw new UsageException("-s and -N exclude each other: eth0 would appear among the host's interfaces");
        }

        if (given.ControlSocket is { } path && (path[0] != '/' || path.EndsWith('/')))
        {
            throw new UsageException($"-p {path}: must be the absolute path of a socket in the container");
        }

        return new NetworkSpec
        {
            Switch = given.Switch,
            Token = given.Token ?? "",
            ControlSocket = given.ControlSocket,
            Addresses = [.. given.Addresses.Select(InterfaceAddress.Parse), .. given.Addresses6.Select(InterfaceAddress.ParseV6)],
            Gateways = ReadGateways(given.Gateways),
            Mac = given.Mac is null ? StableMac.Of(identity) : ReadMac(given.Mac),
            Mtu = given.Mtu is null ? NetworkSpec.DefaultMtu : ReadMtu(given.Mtu),
        };
    }

    private static string? FirstGiven(CommandLineValues given) =>
        given.Addresses.Count > 0 ? "-4"
        : given.Addresses6.Count > 0 ? "-6"
        : given.ControlSocket is not null ? "-p"
        : given.Token is not null ? "-a"
        : given.Mac is not null ? "--mac"
        : given.Mtu is not null ? "--mtu"
        : given.Gateways.Count > 0 ? "--gateway"
        : null;

    private static IReadOnlyList<IPAddress> ReadGateways(IReadOnlyList<string> texts)
    {
        IPAddress[] gateways = [.. texts.Select(text => InterfaceAddress.ParseHost(text)
            ?? throw new UsageException($"--gateway {text}: must be an address, as in 10.0.0.1"))];
        return gateways.DistinctBy(gateway => gateway.AddressFamily).Count() == gateways.Length ? gateways
            : throw new UsageException($"--gateway {texts[^1]}: there can be one gateway for IPv4 and one for IPv6");
    }

    private static byte[] ReadMac(string text)
    {
        const int Length = 6;
        string[] parts = text.Split(':');
        byte[] mac = new byte[Length];
        if (parts.Length != Length
            || !parts.Index().All(part => part.Item.Length == 2
                && byte.TryParse(part.Item, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out mac[part.Index])))
        {
            throw new UsageException($"--mac {text}: must be six bytes, as in 02:00:00:00:00:01");
        }

        bool isMulticast = (mac[0] & 1) != 0;
        return isMulticast || mac.All(part => part == 0)
            ? throw new UsageException($"--mac {text}: {(isMulticast ? "is a group's address, not a station's" : "is no station's address")}")
            : mac;
    }

    private static int ReadMtu(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int mtu) && mtu is >= LeastMtu and <= GreatestMtu
            ? mtu
            : throw new UsageException($"--mtu {text}: must be a number of bytes from {LeastMtu} to {GreatestMtu}");
}
