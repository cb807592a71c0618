using System.Diagnostics;
using Containet.SystemTests.Support;
using Tmds.Linux;
using Xunit;

namespace Containet.SystemTests;

/// <summary>How containode ends: as the program did, or with the statuses of a launcher.</summary>
[Trait("Category", "System")]
public class ContainodeStatusTests
{
    [SkippableTheory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 3", 3)]
    [InlineData("exit 255", 255)]
    [InlineData("kill -TERM $$", 143)]
    [InlineData("kill -KILL $$", 137)]
    [InlineData("kill -SEGV $$", 139)]
    public void TheProgramsStatusIsItsOwn(string script, int status) => Assert.Equal(status, Launches.Run("/bin/sh", "-c", script).Status);

    [SkippableTheory]
    [InlineData("no-such-program", 127, "containode: no-such-program: not found in PATH /usr/local/sbin:")]
    [InlineData("/no/such/program", 127, "containode: /no/such/program: not found")]
    [InlineData("/etc/passwd", 126, "containode: execute /etc/passwd: Permission denied")]
    [InlineData("/etc", 126, "containode: execute /etc: Permission denied")]
    public void AProgramThatDoesNotRunHasALaunchersStatus(string program, int status, string error)
    {
        CommandResult result = Launches.Run(program);
        Assert.Equal(status, result.Status);
        Assert.StartsWith(error, result.Error);
    }

    public static TheoryData<string, string[]> Mistakes => new()
    {
        { "no program given", [] },
        { "there is no option -x", ["-x", "true"] },
        { "-s needs a value", ["-s"] },
        { "connect to /no/switch: No such file or directory (is containet running? start it with: containet -s /no/switch)", ["-s", "/no/switch", "true"] },
        { "-4 needs -s", ["-4", "10.0.0.2", "true"] },
        { "-4 10.0.0.0/24: it is the network address", ["-s", "/no/switch", "-4", "10.0.0.0/24", "true"] },
        { "root /no/root: No such file or directory", ["-r", "/no/root", "true"] },
        { "root /etc/passwd: Not a directory", ["-r", "/etc/passwd", "true"] },
        { "-t needs -r", ["-t", "/no/top", "true"] },
        { "-i a/b: may have only", ["-i", "a/b", "true"] },
        { "-s and -N exclude each other", ["-s", "/no/switch", "-N", "true"] },
        { "-p needs -s", ["-p", "/x", "true"] },
        { "-p x: must be the absolute path", ["-s", "/no/switch", "-p", "x", "true"] },
        { "-a needs -s", ["-a", "x", "true"] },
        { "--host-ipc takes no value", ["--host-ipc=1", "true"] },
    };

    [SkippableTheory]
    [MemberData(nameof(Mistakes))]
    public void EveryMistakeHasItsClearLine(string error, string[] arguments)
    {
        CommandResult result = Launches.Run(arguments);
        Assert.Equal(125, result.Status);
        Assert.StartsWith($"containode: {error}", result.Error);
        Assert.Empty(result.Output);
    }

    [SkippableFact]
    public void HelpAndVersionSucceed()
    {
        Assert.Contains("[--] PROGRAM [ARG…]", Launches.Check("--help"));
        Assert.Matches(@"^\d+\.\d+\.\d+", Launches.Check("--version"));
    }

    [SkippableTheory]
    [InlineData("TERM", 15)]
    [InlineData("HUP", 1)]
    [InlineData("INT", 2)]
    [InlineData("QUIT", 3)]
    [InlineData("USR1", 10)]
    [InlineData("USR2", 12)]
    [InlineData("ALRM", 14)]
    public void ASignalToTheLauncherReachesTheProgram(string name, int signal)
    {
        (Process launcher, _) = Launches.Start("/bin/sh", "-c", $"trap 'exit 42' {name}; echo ready; while :; do sleep 0.02; done");
        using (launcher)
        {
            Launches.Signal(launcher.Id, signal);
            launcher.WaitForExit();
            Assert.Equal(42, launcher.ExitCode);
        }
    }

    [SkippableFact]
    public void AProgramThatDoesNotCatchASignalEndsByIt()
    {
        (Process launcher, _) = Launches.Start("/bin/sh", "-c", "echo ready; exec sleep 60");
        using (launcher)
        {
            Launches.Signal(launcher.Id, LibC.SIGTERM);
            launcher.WaitForExit();
            Assert.Equal(143, launcher.ExitCode);
        }
    }

    [SkippableFact]
    public void KillingTheFirstProcessIsReported()
    {
        (Process launcher, _) = Launches.Start("/bin/sh", "-c", "echo ready; exec sleep 60");
        using (launcher)
        {
            Launches.Signal(Launches.ChildOf(launcher.Id), LibC.SIGKILL);
            launcher.WaitForExit();
            Assert.Equal(137, launcher.ExitCode);
        }
    }

    [SkippableFact]
    public void OrphansAreReapedAndDoNotHoldTheEndUp()
    {
        // Fifty children of dead parents end while the program runs; one more outlives it and is ended with it.
        string script = "for i in $(seq 50); do (true &) ; done; sleep 0.2; ls -d /proc/[0-9]* | wc -l; (sleep 60 &); exit 9";
        CommandResult result = Launches.Run("/bin/sh", "-c", script);
        Assert.Equal(9, result.Status);
        Assert.InRange(int.Parse(result.Output, System.Globalization.CultureInfo.InvariantCulture), 2, 6);
    }
}
