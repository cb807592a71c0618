using Containet.DataPlane.Ports;

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
        foreach (Port port in ports)
        {
            var policy = new PortPolicy
            {
                MaxFrame = Port.LongestFrame(network.Settings.Mtu),
                Flood = network.Settings.Flood,
                Hidden = IsIsolated(port) ? hidden : null,
            };
            foreach (Port queue in port.Queues)
            {
                queue.Policy = policy.IsPlain ? null : policy;
            }
        }
    }

    private static bool IsIsolated(Port port) => port.Settings.Isolated ?? port.Network.Settings.Isolated;
}
