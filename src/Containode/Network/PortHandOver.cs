using Containet.Control;
using Containet.Linux.Launching;
using Containode.Planning;
using Containode.Specification;

namespace Containode.Network;

/// <summary>
/// Hands eth0 to the switch, with a descriptor of the container's first process, with whose end the port ends. The switch's
/// copy of the tap is the only one afterwards: the interface goes when the switch lets go of it, or when the namespace does.
/// </summary>
internal sealed class PortHandOver(ContainerSpec spec, SwitchConnection connection, IReadOnlyList<Handed> queues) : ILauncherStep
{
    /// <inheritdoc/>
    public Step Step => new(Place.Launcher, "hand to the switch", $"{NetworkSpec.InterfaceName} of {spec.Identity}", "the switch does, when the container ends");

    /// <inheritdoc/>
    public void Do(ChildProcess? container)
    {
        NetworkSpec network = spec.Network!;
        var port = new AddEtherFd
        {
            InterfaceName = NetworkSpec.InterfaceName,
            Node = spec.Identity,
            Mac = StableMac.Format([.. network.Mac]),
            Ip4 = network.Addresses.Where(address => address.IsV4).Select(address => address.ToString()).FirstOrDefault(),
            Mtu = network.Mtu,
        };
        connection.Ask(
            $"{NetworkSpec.InterfaceName} of {spec.Identity}",
            client => client.AddPort(port, network.Token, [.. queues.Select(queue => queue.Descriptor)], container!.PidFd));
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Handed queue in queues)
        {
            queue.Dispose();
        }
    }
}
