using Containet.Mpps.Targets;

namespace Containet.Mpps.Starts;

/// <summary>The launcher with a switch: the container has an interface with an address, attached before the program runs.</summary>
internal sealed class SwitchedLauncher(string programs) : ILauncher
{
    public string Name => "containode-switch";

    public string Description => "containode -s SOCK -4 10.9.0.1/16 -i bench /bin/true, a containet beside it";

    public string? Missing() =>
        new[] { "containode", "containet" }.FirstOrDefault(p => !File.Exists(Path.Combine(programs, p))) is { } missing
            ? $"{missing} is not built (tools/build)"
            : null;

    public LauncherCommand Prepare(string folder)
    {
        var rig = new Rig();
        string socket = ContainetTarget.Start(rig, Path.Combine(programs, "containet"), "auto", workers: 1);
        return new([Path.Combine(programs, "containode"), "-s", socket, "-4", "10.9.0.1/16", "-i", "bench", "/bin/true"], Servant: rig);
    }
}
