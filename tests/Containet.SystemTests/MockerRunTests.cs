using System.Diagnostics;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>Images as containers' roots: what their config says, the layers shared and never written, a ping across the switch.</summary>
[Trait("Category", "System")]
public class MockerRunTests
{
    [SkippableFact]
    public void From_a_registry_to_a_ping_across_the_switch()
    {
        using var mocker = new MockerRun();
        using DebianRegistry registry = DebianRegistry.Start();
        using RunningSwitch @switch = RunningSwitch.Start();
        mocker.ImportBusybox();
        registry.Push(mocker, "busybox", "busybox");
        string image = $"{registry.Host}/busybox";
        mocker.Check("pull", image);
        using var one = Container.Start("--store", mocker.Store, "--image", image, "-s", @switch.SocketPath, "-4", "10.0.0.1/24", "-i", "one");
        using var two = Container.Start("-s", @switch.SocketPath, "-4", "10.0.0.2/24", "-i", "two");
        two.Ping("10.0.0.1");
        one.Check("echo changed >/changed; cat /changed");
        Assert.Equal(0, one.Exit());
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{mocker.Store}/containers"));
        Assert.Equal(1, mocker.Do("run", image, "cat", "/changed").Status);
    }

    [SkippableFact]
    public void An_images_config_is_honoured_and_overridden()
    {
        using var mocker = new MockerRun();
        string layout = $"{mocker.Place}/layout";
        mocker.ImportBusybox();
        mocker.Check("save", "busybox", "--format", "oci", "-o", layout);
        UmociImage.Required();
        Command.Check(
            "umoci", "config", "--image", $"{layout}:latest", "--config.entrypoint", "/bin/sh", "--config.entrypoint=-c", "--config.cmd", "env; pwd; ls -d /data",
            "--config.env", "COLOUR=blue", "--config.workingdir", "/work/here", "--config.volume", "/data",
            "--config.stopsignal", "SIGUSR1");
        mocker.Check("load", layout, "--name", "configured");
        string said = mocker.Check("run", "configured");
        Assert.Contains("COLOUR=blue\n", said);
        Assert.Contains("\n/work/here\n/data\n", said);
        Assert.Equal("red /tmp\n", mocker.Check("run", "--env", "COLOUR=red", "--workdir", "/tmp", "configured", "echo $COLOUR $PWD"));
        Assert.Equal("other\n", mocker.Check("run", "--entrypoint", "/bin/busybox", "configured", "echo", "other"));
        Assert.Equal(7, mocker.Do("run", "configured", "exit 7").Status);

        using Process stopped = mocker.Start("run", "configured", "trap 'exit 9' USR1; echo ready; while :; do sleep 0.1; done");
        Assert.Equal("ready", stopped.StandardOutput.ReadLine());
        Launches.Signal(stopped.Id, Tmds.Linux.LibC.SIGTERM);
        Assert.True(stopped.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Equal(9, stopped.ExitCode);
    }

    [SkippableFact]
    public void What_a_container_runs_is_not_removed()
    {
        using var mocker = new MockerRun();
        mocker.ImportBusybox();
        using var container = Container.Start("--store", mocker.Store, "--image", "busybox");
        CommandResult refused = mocker.Do("rm", "busybox");
        Assert.Equal(1, refused.Status);
        Assert.Contains("is in use", refused.Error);
        mocker.Check("rm", "--force", "busybox");
        mocker.Check("prune", "--all");
        container.Check("ls /bin/busybox");
        Assert.Equal(0, container.Exit());
        mocker.Check("prune");
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{mocker.Store}/layers/sha256"));
    }
}
