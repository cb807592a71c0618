using System.Diagnostics;
using Containet.Linux;
using Containet.Mpps.Kernel;

namespace Containet.Mpps.Targets;

/// <summary>Two taps and a forwarder of the harness's own between them: the floor, or the liar.</summary>
/// <param name="name">The target's name.</param>
/// <param name="description">What it is.</param>
/// <param name="kind">The forwarder.</param>
/// <param name="options">Its options, name and value in turn.</param>
internal sealed class ForwarderTarget(string name, string description, string kind, params string[] options) : ITarget
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Name => name;

    public string Description => description;

    public bool IsVariant => options.Length > 0;

    public int MaxPorts => 2;

    public string? Missing() => File.Exists("/dev/net/tun") ? null : "there is no /dev/net/tun";

    public Rig SetUp(int ports)
    {
        var rig = new Rig();
        try
        {
            string path = rig.Keep(new WorkFolder()).File("taps");
            Process program = Programs.Start(Programs.Self, ["forward", kind, "--socket", path, .. options]);
            SwitchProgram added = rig.AddProgram(program);
            MustSayReady(added);
            using TapQueues left = Station.AddTap(rig.AddPort(), 0);
            using TapQueues right = Station.AddTap(rig.AddPort(), 1);
            using Fd connection = UnixSocket.Connect(path, Patience);
            int sent = UnixSocket.Send(connection.Value, [0], [left.Queues[0].Value, right.Queues[0].Value]);
            if (sent != 1)
            {
                throw new TargetException($"handing over the taps: {LinuxException.Describe(-sent)}");
            }

            MustSayReady(added);
            return rig;
        }
        catch
        {
            rig.Dispose();
            throw;
        }
    }

    private static void MustSayReady(SwitchProgram program)
    {
        Task<string?> line = program.Process.StandardOutput.ReadLineAsync();
        if (!line.Wait(Patience) || line.Result != "ready")
        {
            throw new TargetException($"the forwarder did not start: {(program.Process.WaitForExit(Patience) ? program.Ended() : "it says nothing")}");
        }
    }
}
