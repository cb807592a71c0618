using Containet.Mpps.Kernel;

namespace Containet.Mpps.Targets;

/// <summary>
/// VDE2's switch as its package starts it, with a tap of its own for each port (<c>-tap</c>), which is moved into the port's
/// namespace: one copy less than with a plug beside each port.
/// </summary>
internal sealed class VdeTarget : ITarget
{
    private const string Program = "vde_switch";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public string Name => "vde";

    public string Description => "VDE2's vde_switch, its own taps moved into the ports' namespaces, all settings as packaged";

    public int MaxPorts => 32; // its default for -n

    public string? Missing() => Programs.Find(Program) is null ? "vde_switch is not installed (Debian: vde2)" : null;

    public Rig SetUp(int ports)
    {
        var rig = new Rig();
        try
        {
            NetNamespace middle = rig.Keep(new NetNamespace());
            WorkFolder folder = rig.Keep(new WorkFolder());
            string[] taps = [.. Enumerable.Range(0, ports).SelectMany(p => new[] { "-tap", $"port{p}" })];
            SwitchProgram program = rig.AddProgram(middle.Start(Tied.Program, Tied.Arguments(Program, ["-s", folder.File("ctl"), .. taps])));
            Wait.Until(() => Taps(middle) >= ports || program.Process.HasExited, Patience);
            rig.MustStand();
            for (int p = 0; p < ports; p++)
            {
                NetNamespace port = rig.AddPort();
                middle.Ip($"link set port{p} netns {port.Path} name {Station.Interface}");
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

    private static int Taps(NetNamespace middle) =>
        middle.Get(() => File.ReadLines("/proc/thread-self/net/dev").Count(l => l.TrimStart().StartsWith("port", StringComparison.Ordinal)));
}
