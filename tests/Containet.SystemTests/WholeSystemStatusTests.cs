using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>How containers on a real switch end, and that their ports end with them.</summary>
[Trait("Category", "System")]
public class WholeSystemStatusTests
{
    [SkippableTheory]
    [InlineData(0, "/bin/true")]
    [InlineData(3, "/bin/sh", "-c", "exit 3")]
    [InlineData(143, "/bin/sh", "-c", "kill -TERM $$")]
    [InlineData(137, "/bin/sh", "-c", "kill -KILL $$")]
    [InlineData(126, "/etc/passwd")]
    [InlineData(127, "/no/such/program")]
    [InlineData(127, "no-such-program")]
    [InlineData(127, "--", "-no-such-program")]
    [InlineData(125, "-i", "taken", "/bin/true")]
    [InlineData(125, "-p", "/no/such/directory/s", "/bin/true")]
    public void The_status_is_the_programs_or_a_launchers_and_no_port_stays(int status, params string[] program)
    {
        using var net = RunningSwitch.Start();
        using var taken = Container.Start("-s", net.SocketPath, "-i", "taken", "-4", "10.0.0.1/24");
        Assert.Equal(status, Launches.Run(["-s", net.SocketPath, "-4", "10.0.0.2/24", .. program]).Status);
        Launches.Eventually(() => net.Nodes() is ["taken"], "only the port of the container that still runs stays");
        Assert.Equal(0, taken.Exit());
    }

    [SkippableFact]
    public void An_identity_that_is_taken_is_said_to_be()
    {
        using var net = RunningSwitch.Start();
        using var first = Container.Start("-s", net.SocketPath, "-i", "same");
        CommandResult second = Launches.Run("-s", net.SocketPath, "-i", "same", "echo", "ran");
        Assert.Equal(
            (125, "", $"containode: the switch at {net.SocketPath} refused eth0 of same: same:eth0 exists already\n"),
            (second.Status, second.Output, second.Error));
    }

    [SkippableFact]
    public void A_signal_to_the_launcher_ends_the_program_and_its_port()
    {
        using var net = RunningSwitch.Start();
        using var asleep = Container.Start("-s", net.SocketPath, "-i", "asleep");
        asleep.Launcher.StandardInput.Write("exec sleep 60\n");
        asleep.Launcher.StandardInput.Flush();
        Launches.Eventually(() => File.ReadAllText($"/proc/{Launches.ChildOf(asleep.First)}/comm") == "sleep\n", "the shell has become a sleep");
        Launches.Signal(asleep.Launcher.Id, Tmds.Linux.LibC.SIGTERM);
        Assert.Equal(143, asleep.AwaitEnd());
        net.AwaitLeave("asleep");
    }
}
