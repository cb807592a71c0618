using System.Net;
using System.Text;
using Containode.Specification;

namespace Containode.Options;

/// <summary>
/// The files that say what is called what: /etc/hosts, /etc/hostname, /etc/resolv.conf. They lie over the root's, which
/// stay as they are; where the host's root has none, or a root has a link that leads nowhere, there is none, which is a mistake
/// only if something was asked to be in it.
/// </summary>
internal static class NameFiles
{
    private const string NoNameServer = "# No name server: give one with --dns.\n";

    /// <summary>The files.</summary>
    /// <exception cref="UsageException">An address is malformed.</exception>
    public static IReadOnlyList<MountSpec> Of(CommandLineValues given, NetworkSpec? network, string hostName)
    {
        List<MountSpec> files =
        [
            new GeneratedFile(Hosts(given.Hosts, network, hostName)) { Target = "/etc/hosts", Optional = given.Hosts.Count == 0 },
            new GeneratedFile($"{hostName}\n") { Target = "/etc/hostname", Optional = true },
        ];

        // In the host's network and root, the host's name servers are the right ones and there already.
        if (!given.HostNetwork || given.Root is not null || given.NameServers.Count > 0)
        {
            files.Add(new GeneratedFile(Resolver(given)) { Target = "/etc/resolv.conf", Optional = given.NameServers.Count == 0 });
        }

        return files;
    }

    private static string Hosts(IReadOnlyList<string> given, NetworkSpec? network, string hostName)
    {
        var text = new StringBuilder("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n");
        IReadOnlyList<InterfaceAddress> addresses = network?.Addresses ?? [];
        foreach (InterfaceAddress address in addresses)
        {
            text.Append($"{address.Address}\t{hostName}\n");
        }

        if (addresses.Count == 0)
        {
            text.Append($"127.0.1.1\t{hostName}\n");
        }

        foreach (string entry in given)
        {
            int colon = entry.IndexOf(':');
            IPAddress? address = colon > 0 ? InterfaceAddress.ParseHost(entry[(colon + 1)..]) : null;
            if (address is null || entry[..colon].Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_')))
            {
                throw new UsageException($"--hosts {entry}: must be NAME:ADDR, as in db:10.0.0.3");
            }

            text.Append($"{address}\t{entry[..colon]}\n");
        }

        return text.ToString();
    }

    private static string Resolver(CommandLineValues given)
    {
        if (given.NameServers.Count == 0)
        {
            return given.HostNetwork && File.Exists("/etc/resolv.conf") ? File.ReadAllText("/etc/resolv.conf") : NoNameServer;
        }

        IEnumerable<IPAddress> servers = given.NameServers.Select(text =>
            InterfaceAddress.ParseHost(text) ?? throw new UsageException($"--dns {text}: must be an address, as in 10.0.0.1"));
        return string.Concat(servers.Select(server => $"nameserver {server}\n"));
    }
}
