using System.Globalization;
using Xunit;

namespace Containet.SystemTests.Support;

/// <summary>
/// Podman with containode as its runtime, and all that it keeps in a directory of the test's own, with one image,
/// <c>box</c>. In a mount namespace where control groups are of version 2 alone, as podman demands.
/// </summary>
internal sealed class Podman : IDisposable
{
    private const string InPrivate = "umount -R /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup; exec \"$0\" \"$@\"";

    private readonly string _directory = Directory.CreateTempSubdirectory("podman").FullName;

    private string Runtime => $"{_directory}/containode";

    public Podman()
    {
        Root.Required();
        Skip.IfNot(File.Exists("/usr/bin/podman"), "needs podman, which tools/setup does not install");

        // Podman's own helpers pass the runtime's path on, but neither its flags nor the environment.
        File.WriteAllText(Runtime, $"#!/bin/sh\nexec {Programs.Containode()} --root {_directory}/state \"$@\"\n");
        Command.Check("chmod", "755", Runtime);
        File.WriteAllText($"{_directory}/containers.conf", "[engine]\nruntime_supports_nocgroup = [\"containode\"]\nruntime_supports_json = [\"containode\"]\n");
        using var root = new BusyboxRoot();
        Command.Check("tar", "-C", root.Path, "-cf", $"{_directory}/box.tar", ".");
        Check("import", $"{_directory}/box.tar", "box");
    }

    /// <summary>Runs a command.</summary>
    public CommandResult Run(string command, params string[] arguments)
    {
        string[] limits = command == "run" ? ["--cgroups=disabled", "--network", "none", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1000:1000"] : [];
        string[] all =
        [
            "env", $"CONTAINERS_CONF={_directory}/containers.conf",
            "podman", "--root", $"{_directory}/root", "--runroot", $"{_directory}/run", "--storage-driver", "vfs",
            "--events-backend", "file", "--cgroup-manager", "cgroupfs", "--runtime", Runtime, command, .. limits, .. arguments,
        ];
        return Command.Run("unshare", ["-m", "sh", "-c", InPrivate, .. all]);
    }

    /// <summary>Runs a command that must succeed.</summary>
    /// <returns>What it printed.</returns>
    public string Check(string command, params string[] arguments)
    {
        CommandResult result = Run(command, arguments);
        Assert.True(result.Status == 0, string.Create(CultureInfo.InvariantCulture, $"podman {command}: status {result.Status}\n{result.Output}\n{result.Error}"));
        return result.Output;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Run("rm", "-af");
        Directory.Delete(_directory, recursive: true);
    }
}
