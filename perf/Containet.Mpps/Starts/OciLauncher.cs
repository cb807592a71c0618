using Containet.Mpps.Kernel;

namespace Containet.Mpps.Starts;

/// <summary>An OCI runtime over a bundle: all namespaces, the usual mounts, no resource limits.</summary>
/// <param name="name">The runtime, which is its command too.</param>
/// <param name="options">Its options before <c>run</c>.</param>
internal sealed class OciLauncher(string name, params string[] options) : ILauncher
{
    private const string Config = """
        {
          "ociVersion": "1.0.0",
          "process": { "terminal": false, "user": { "uid": 0, "gid": 0 }, "args": ["/bin/true"], "env": ["PATH=/bin"], "cwd": "/", "noNewPrivileges": true },
          "root": { "path": "rootfs", "readonly": true },
          "hostname": "bench",
          "mounts": [
            { "destination": "/proc", "type": "proc", "source": "proc" },
            { "destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755", "size=65536k"] },
            { "destination": "/dev/pts", "type": "devpts", "source": "devpts", "options": ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"] }
          ],
          "linux": { "namespaces": [{ "type": "pid" }, { "type": "network" }, { "type": "ipc" }, { "type": "uts" }, { "type": "mount" }] }
        }
        """;

    public string Name => name;

    public string Description => $"{name} {string.Join(' ', [.. options, "run"])}, with cgroup v2 alone in a mount namespace of its own";

    public string? Missing() => Programs.Find(name) is null ? $"{name} is not installed (Debian: {name})" : null;

    public LauncherCommand Prepare(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "config.json"), Config);
        return new([Programs.Find(name)!, .. options, "run", "--bundle", folder, $"bench-{Environment.ProcessId}-{name}"], PureCgroup2: true);
    }
}
