using Tmds.Linux;
using Xunit;

namespace Containode.Tests;

public class LaunchPlannerTests
{
    private static readonly Caller Anybody = new("/here", TerminalType: null, Interactive: false);

    private static readonly string[] Devices =
    [
        "open /", "mount proc on /proc", "make device nodes", "mount tmpfs on /dev", "mount devpts on /dev/pts", "mount tmpfs on /dev/shm",
    ];

    [Fact]
    public void OnTheHostsRoot() => Assert.Equal(
        [
            "die with the launcher", "make mounts private", .. Devices, "set host name me", "change directory to /here",
            "await the launcher", "start a session", "execute prog",
        ],
        Lines(Options()));

    [Fact]
    public void OnARootOfItsOwn() => Assert.Equal(
        [
            "die with the launcher", "make mounts private", "mount overlay on /r", "pivot into /r", .. Devices, "set host name me",
            "change directory to /", "await the launcher", "start a session", "execute prog",
        ],
        Lines(Options() with { Root = "/r", Top = "/t" }));

    [Fact]
    public void ATerminalIsTaken() => Assert.Contains("take the terminal's foreground", Lines(Options(), Anybody with { Interactive = true }));

    [Fact]
    public void StopsAreReportedToAPersonOnly()
    {
        using LaunchPlan script = LaunchPlanner.Plan(Options(), Anybody);
        using LaunchPlan person = LaunchPlanner.Plan(Options(), Anybody with { Interactive = true });
        using LaunchPlan bare = LaunchPlanner.Plan(Options(), Anybody with { Interactive = true }, withInit: false);
        Assert.Equal((false, true, false), (script.Child.ReportStops, person.Child.ReportStops, bare.Child.ReportStops));
        Assert.Equal((true, true, false), (script.Child.WithInit, person.Child.WithInit, bare.Child.WithInit));
    }

    [Fact]
    public void NamespacesAreTheOnesAskedFor()
    {
        int always = LibC.CLONE_NEWNS | LibC.CLONE_NEWPID | LibC.CLONE_NEWUTS;
        Assert.Equal(always | LibC.CLONE_NEWIPC, Flags(Options()));
        Assert.Equal(always, Flags(Options() with { HostIpc = true }));

        // The network's is the launcher's: the child is cloned inside it.
        Assert.Equal(Flags(Options()), Flags(Options() with { HostNetwork = true }));
    }

    [Fact]
    public void EveryCallBelongsToAStepAndStepsComeInOrder()
    {
        using LaunchPlan plan = LaunchPlanner.Plan(Options() with { Root = "/r", Top = "/t" }, Anybody);
        int[] steps = [.. plan.Child.Setup.Calls.Select(call => call.Step)];
        Assert.Equal(steps.Order(), steps);
        Assert.Equal(plan.Steps.Count - 1, plan.Child.ExecStep);
        IEnumerable<int> all = steps.Concat(plan.Child.Program.Calls.Select(call => call.Step)).Distinct();
        Assert.Equal(Enumerable.Range(0, plan.Steps.Count), all);
    }

    [Fact]
    public void TheProgramGetsItsArgumentsAndACleanEnvironment()
    {
        using LaunchPlan plan = LaunchPlanner.Plan(Options() with { Program = ["prog", "a", ""] }, Anybody with { TerminalType = "vt100" });
        Assert.Equal(["prog", "a", ""], plan.Child.Arguments);
        Assert.Equal(
            ["HOME=/root", "HOSTNAME=me", "LANG=C.UTF-8", $"PATH={ProgramSurroundings.Path}", "TERM=vt100", "container=containet"],
            plan.Child.Environment.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AZeroInAPathIsRefusedBeforeAnythingExists() =>
        Assert.Throws<ArgumentException>(() => LaunchPlanner.Plan(Options() with { Root = "/r\0x", Top = "/t" }, Anybody));

    private static LaunchOptions Options() => new() { Identity = "me", Program = ["prog"] };

    private static int Flags(LaunchOptions options)
    {
        using LaunchPlan plan = LaunchPlanner.Plan(options, Anybody);
        return plan.Child.CloneFlags;
    }

    private static string[] Lines(LaunchOptions options, Caller? caller = null)
    {
        using LaunchPlan plan = LaunchPlanner.Plan(options, caller ?? Anybody);
        return plan.ToString().Split('\n');
    }
}
