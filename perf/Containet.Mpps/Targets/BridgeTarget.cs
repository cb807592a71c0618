using Containet.Mpps.Kernel;

namespace Containet.Mpps.Targets;

/// <summary>The kernel's bridge with a veth pair to each port, made as <c>ip link add type bridge</c> makes it.</summary>
internal sealed class BridgeTarget : ITarget
{
    public string Name => "bridge";

    public string Description => "the kernel's bridge, a veth pair to each port, all settings as the kernel has them";

    public int MaxPorts => 1023; // BR_PORT_BITS of net/bridge/br_private.h

    public string? Missing() => null;

    public Rig SetUp(int ports)
    {
        var rig = new Rig();
        try
        {
            NetNamespace middle = rig.Keep(new NetNamespace());
            middle.Ip("link add br0 type bridge", "link set br0 up");
            for (int p = 0; p < ports; p++)
            {
                NetNamespace port = rig.AddPort();
                middle.Ip(
                    $"link add port{p} type veth peer name {Station.Interface} netns {port.Path}",
                    $"link set port{p} master br0 up");
                Station.Configure(port, p, queue: null);
            }

            return rig;
        }
        catch
        {
            rig.Dispose();
            throw;
        }
    }
}
