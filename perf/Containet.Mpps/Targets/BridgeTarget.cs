using Containet.Mpps.Kernel;

namespace Containet.Mpps.Targets;

/// <summary>
/// The kernel's bridge with a veth pair to each port, made as <c>ip link add type bridge</c> makes it.
/// <para>
/// Where the module br_netfilter is loaded, as Docker loads it, every bridge has iptables look at its frames, which costs it up to
/// a fifth of its rate even without a rule. The rival is the bridge at its best, without; what it is with is a variant.
/// </para>
/// </summary>
/// <param name="filtered">With br_netfilter, as it comes.</param>
internal sealed class BridgeTarget(bool filtered) : ITarget
{
    private const string FilterFolder = "/proc/sys/net/bridge";
    private const string Filters = "bridge-nf-call-*";

    public string Name => filtered ? "bridge-nf" : "bridge";

    public string Description => filtered
        ? "the same bridge with br_netfilter, as that module is when it is loaded"
        : "the kernel's bridge, a veth pair to each port, all settings as the kernel has them; without br_netfilter (bridge-nf-call-* off)";

    public bool IsVariant => filtered;

    public int MaxPorts => 1023; // BR_PORT_BITS of net/bridge/br_private.h

    public string? Missing() => filtered && !Directory.Exists(FilterFolder) ? "the module br_netfilter is not loaded" : null;

    public Rig SetUp(int ports)
    {
        var rig = new Rig();
        try
        {
            NetNamespace middle = rig.Keep(new NetNamespace());
            middle.Ip("link add br0 type bridge", "link set br0 up");
            if (!filtered)
            {
                middle.Do(TurnFiltersOff);
            }

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

    // They are the network namespace's own.
    private static void TurnFiltersOff()
    {
        foreach (string filter in Directory.Exists(FilterFolder) ? Directory.GetFiles(FilterFolder, Filters) : [])
        {
            File.WriteAllText(filter, "0");
        }
    }
}
