using Containet.DataPlane.Policies.Links;
using Containet.DataPlane.Policies.Rules;
using Containet.DataPlane.Ports;
using Containet.Linux;

namespace Containet.DataPlane.Policies;

/// <summary>Makes the policies of a network's ports from what control has set. Control only; what it makes is immutable.</summary>
internal static class PolicyCompiler
{
    /// <summary>Gives every port of a network the policy that follows from the settings now.</summary>
    /// <param name="network">The network.</param>
    /// <param name="ports">Its ports.</param>
    public static void Apply(Network network, IReadOnlyCollection<Port> ports)
    {
        int[] isolated = [.. ports.Where(IsIsolated).Select(port => (int)port.Number)];
        PortSet? hidden = isolated.Length > 1 ? new PortSet(isolated) : null;
        var claims = new AddressClaims([.. ports.SelectMany(port => port.Settings.Addresses.Select(address => ((int)port.Number, IpKey.Of(address))))]);
        int claimants = ports.Count(Claims);
        RuleSet? rules = network.Rules.Count > 0 ? new RuleSet(network.Rules, ports, Entropy.NextUInt64()) : null;
        var links = new LinkCompiler(network, ports);
        foreach (Port port in ports)
        {
            var policy = new PortPolicy
            {
                MaxFrame = Port.LongestFrame(network.Settings.Mtu),
                Flood = network.Settings.Flood,
                Hidden = IsIsolated(port) ? hidden : null,
                Guard = NeedsGuard(port, claimants) ? GuardOf(port, claims) : null,
                Rules = rules,
                Links = links.MapOf(port),
            };
            foreach (Port queue in port.Queues)
            {
                queue.Policy = policy.IsPlain ? null : policy;
            }
        }

        network.Queues = links.Queues;
    }

    // One that is free to use whatever is not others' needs none while others have nothing.
    private static bool NeedsGuard(Port port, int claimants) => port.Settings.Guard == GuardKind.Strict
        || (port.Settings.Guard == GuardKind.Others && claimants > (Claims(port) ? 1 : 0));

    private static bool Claims(Port port) => port.Settings.Addresses.Count > 0 || port.Settings.Macs.Count > 0;

    private static AddressGuard GuardOf(Port port, AddressClaims claims) => new()
    {
        Port = port.Number,
        IsStrict = port.Settings.Guard == GuardKind.Strict,
        Macs = [.. port.Settings.Macs],
        Addresses = [.. port.Settings.Addresses.Select(IpKey.Of)],
        Claims = claims,
    };

    private static bool IsIsolated(Port port) => port.Settings.Isolated ?? port.Network.Settings.Isolated;
}
