using System.Diagnostics;
using Containet.Mpps.Kernel;

namespace Containet.Mpps.Targets;

/// <summary>
/// Open vSwitch's datapath in user space (<c>datapath_type=netdev</c>) with its own taps (<c>type=internal</c>) moved into the
/// ports' namespaces; a database and a daemon of the rig's own, all settings as packaged.
/// </summary>
internal sealed class OvsTarget : ITarget
{
    private const string Daemon = "ovs-vswitchd";
    private const string Schema = "/usr/share/openvswitch/vswitch.ovsschema";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Name => "ovs";

    public string Description => "Open vSwitch, datapath_type=netdev (user space), its own taps moved into the ports' namespaces, all settings as packaged";

    public int MaxPorts => 128; // each takes it tens of milliseconds to add

    public string? Missing() =>
        Programs.Find(Daemon) is null || !File.Exists(Schema) ? "ovs-vswitchd is not installed (Debian: openvswitch-switch)" : null;

    public Rig SetUp(int ports)
    {
        var rig = new Rig();
        try
        {
            WorkFolder folder = rig.Keep(new WorkFolder());
            NetNamespace middle = rig.Keep(new NetNamespace());
            string database = $"unix:{folder.File("db.sock")}";
            middle.Check("ovsdb-tool", "create", folder.File("conf.db"), Schema);
            rig.Keep(Start(middle, folder, "ovsdb-server", folder.File("conf.db"), $"--remote=p{database}", $"--unixctl={folder.File("db.ctl")}"));
            MustAppear(folder.File("db.sock"));
            middle.Check("ovs-vsctl", $"--db={database}", "--no-wait", "init");
            rig.AddProgram(Launch(middle, folder, Daemon, database, $"--unixctl={folder.File("switch.ctl")}"));
            string[] add = [.. Enumerable.Range(0, ports).SelectMany(p => new[] { "--", "add-port", "br0", $"port{p}", "--", "set", "interface", $"port{p}", "type=internal" })];
            middle.Check("ovs-vsctl", [$"--db={database}", "--timeout=10", "add-br", "br0", "--", "set", "bridge", "br0", "datapath_type=netdev", .. add]);
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

    // The database is no part of the switching: it is watched by nobody, and not measured.
    private static SwitchProgram Start(NetNamespace where, WorkFolder folder, string program, params string[] arguments) =>
        new(Launch(where, folder, program, arguments));

    private static Process Launch(NetNamespace where, WorkFolder folder, string program, params string[] arguments) =>
        where.Start(Tied.Program, Tied.Arguments("env", [$"OVS_RUNDIR={folder.Path}", Programs.Find(program) ?? program, .. arguments]));

    private static void MustAppear(string socket)
    {
        if (!Wait.Until(() => File.Exists(socket), Patience))
        {
            throw new TargetException($"ovsdb-server does not listen after {Patience.TotalSeconds} s");
        }
    }
}
