using Containet.Mpps.Kernel;

namespace Containet.Mpps.Targets;

/// <summary>A veth pair from one port to the other, with nothing in between: the kernel's own limit.</summary>
internal sealed class VethTarget : ITarget
{
    public string Name => "veth";

    public string Description => "a veth pair, no switch: the kernel's own limit";

    public bool IsVariant => true;

    public int MaxPorts => 2;

    public string? Missing() => null;

    public Rig SetUp(int ports)
    {
        var rig = new Rig();
        try
        {
            NetNamespace left = rig.AddPort();
            NetNamespace right = rig.AddPort();
            left.Ip($"link add {Station.Interface} type veth peer name {Station.Interface} netns {right.Path}");
            Station.Configure(left, 0, queue: null);
            Station.Configure(right, 1, queue: null);
            return rig;
        }
        catch
        {
            rig.Dispose();
            throw;
        }
    }
}
