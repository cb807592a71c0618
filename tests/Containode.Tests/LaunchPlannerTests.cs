using Containode.Options;
using Containode.Planning;
using Containode.Specification;
using Tmds.Linux;
using Xunit;

namespace Containode.Tests;

public class LaunchPlannerTests
{
    private static readonly Caller Anybody = new("/here", TerminalType: null, OwnTerminal: false, ErrorIsTerminal: false);

    private static readonly string[] Sources =
    [
        "make proc for /proc", "make sysfs for /sys", "make files /etc/hosts /etc/hostname /etc/resolv.conf", "take /dev/null",
    ];

    private static readonly string[] Inside =
    [
        "open /", "refuse devices in /", "mount proc on /proc", "mount tmpfs on /dev", "mount devpts on /dev/pts", "mount tmpfs on /dev/shm",
        "mount mqueue on /dev/mqueue", "mount sysfs on /sys", "mount file on /etc/hosts", "mount file on /etc/hostname",
        "mount file on /etc/resolv.conf", "make device nodes", "set host name me",
        .. DefaultMounts.ReadOnlyPaths.Select(path => $"make read-only {path}"), .. DefaultMounts.MaskedPaths.Select(path => $"mask {path}"),
    ];

    // Which capabilities depends on what this process has.
    private static readonly string[] Confinement =
    [
        "keep capabilities …", "drop supplementary groups", "have capabilities …", "renounce new privileges", "hide the launcher's memory",
    ];

    private static readonly string[] Program = ProgramWith(Confinement);

    private static string[] ProgramWith(string[] confinement) =>
    [
        "follow no link in /proc", "start a session", "stop when executed", .. confinement, "make ready for prog", "filter system calls", "execute prog",
        "follow links in /proc", .. confinement,
    ];

    [Fact]
    public void OnTheHostsRoot() => Assert.Equal(
        [
            "die with the launcher", "set up lo", "make mounts private", .. Sources, .. Inside,
            "change directory to /here", .. Program,
        ],
        Lines(Spec()));

    [Fact]
    public void OnARootOfItsOwn() => Assert.Equal(
        [
            "prepare /t", "die with the launcher", "set up lo", "make mounts private", .. Sources, "mount overlay on /r",
            "pivot into /r", .. Inside, "change directory to /", .. Program,
        ],
        Lines(Spec(new() { Root = "/r", Top = "/t" })));

    [Fact]
    public void OnASwitch() => Assert.Equal(
        [
            "connect to the switch at /s", "die with the launcher", "set up lo", "make tap eth0", "refuse router advertisements on eth0",
            "configure eth0 with MTU 1400 and address 02:00:00:00:00:01", "add address 10.0.0.2/24 to eth0", "add address fd00::2/64 to eth0",
            "set up eth0", "add gateway 10.0.0.1", "make mounts private", .. Sources, .. Inside,
            "change directory to /here", "await the launcher", "bind control socket /c", "hand to the switch eth0 of me",
            "hand to the switch the control socket of me", "disconnect from the switch", .. Program,
        ],
        Lines(Spec(new()
        {
            Switch = "/s",
            Addresses = ["10.0.0.2/24"],
            Addresses6 = ["fd00::2"],
            Mac = "02:00:00:00:00:01",
            Mtu = "1400",
            Gateways = ["10.0.0.1"],
            ControlSocket = "/c",
        })));

    [Fact]
    public void SourcesAreTakenBeforeTheRootIsEntered()
    {
        string[] lines = Lines(Spec(new() { Root = "/r", Binds = ["/etc:/x:ro"], TemporaryFileSystems = ["/y"], ReadOnly = true }));
        int pivot = Array.IndexOf(lines, "pivot into /r");
        Assert.InRange(Array.IndexOf(lines, "take /etc"), 0, pivot);
        Assert.True(Array.IndexOf(lines, "mount /etc on /x") > pivot);
        Assert.True(Array.IndexOf(lines, "make read-only /") > Array.IndexOf(lines, "mount tmpfs on /y"));
    }

    [Fact]
    public void WhatIsUndoneIsSaid()
    {
        using LaunchPlan plan = LaunchPlanner.Plan(Spec(new() { Root = "/r", Top = "/t" }));
        Assert.StartsWith("launcher   prepare /t  (undo: remove what was made and holds no changes)\ncontainer  die with the launcher\n", plan.Describe());
    }

    [Fact]
    public void RightsAreGivenUpLast()
    {
        string[] lines = Lines(Spec(new()
        {
            Root = "/r",
            User = "app:wheel",
            ResourceLimits = ["nofile=10:20", "core=0"],
            Processors = "0-1",
            Limits = ["memory=64m,pids=10"],
        }));
        Assert.Equal("make control group for memory=67108864,pids=10,cpuset=0-1", lines[0]);
        Assert.Equal(
            [
                "await the launcher", "look up user app:wheel", "put container into its control group",
                .. ProgramWith(
                    [
                        "limit nofile=10:20", "limit core=0:0", "run on processors 0-1", "keep capabilities …", "become user app:wheel",
                        .. Confinement[2..],
                    ]),
            ],
            lines[Array.IndexOf(lines, "await the launcher")..]);
    }

    [Fact]
    public void ThePrivilegedGiveUpNothing()
    {
        string[] lines = Lines(Spec(new() { Privileged = true }));
        Assert.DoesNotContain("filter system calls", lines);
        Assert.DoesNotContain("renounce new privileges", lines);
    }

    [Fact]
    public void WithoutTheRenunciationTheFilterComesBeforeTheRightToItGoes()
    {
        string[] lines = Lines(Spec() with { Process = Spec().Process with { NoNewPrivileges = false } });
        Assert.InRange(Array.IndexOf(lines, "filter system calls"), 0, Array.IndexOf(lines, "keep capabilities …"));
    }

    [Fact]
    public void ATerminalIsTheContainersOwn()
    {
        ContainerSpec person = Spec(caller: Anybody with { OwnTerminal = true, ErrorIsTerminal = true });
        string[] lines = Lines(person);
        int opened = Array.IndexOf(lines, "open a terminal");
        Assert.InRange(opened, Array.IndexOf(lines, "mount devpts on /dev/pts") + 1, Array.IndexOf(lines, "take the terminal's master") - 1);
        Assert.Contains("mount the terminal on /dev/console", lines);
        Assert.Equal(Array.IndexOf(lines, "start a session") + 1, Array.IndexOf(lines, "take the terminal"));

        using LaunchPlan plan = LaunchPlanner.Plan(person);
        Assert.NotNull(plan.Terminal);
        using LaunchPlan other = LaunchPlanner.Plan(Spec());
        Assert.Null(other.Terminal);
    }

    [Fact]
    public void NamespacesAreTheOnesAskedFor()
    {
        int always = LibC.CLONE_NEWNS | LibC.CLONE_NEWPID | LibC.CLONE_NEWUTS;
        Assert.Equal(always | LibC.CLONE_NEWIPC | LibC.CLONE_NEWNET, Flags(Spec()));
        Assert.Equal(always | LibC.CLONE_NEWNET, Flags(Spec(new() { HostIpc = true })));
        Assert.Equal(always | LibC.CLONE_NEWIPC, Flags(Spec(new() { HostNetwork = true })));
    }

    [Fact]
    public void AUserNamespaceIsMappedBeforeAnythingIsMade()
    {
        ContainerSpec spec = Spec();
        spec = spec with { Namespaces = spec.Namespaces with { User = NamespaceChoice.New }, UserMappings = [new(0, 1000, 1)], GroupMappings = [new(0, 1000, 1)] };
        Assert.Equal(["make a user namespace", "await the launcher", "map ids 0 1000 1", "become the container's root"], Lines(spec)[..4]);
        Assert.Equal(LibC.CLONE_NEWUSER, Flags(spec) & LibC.CLONE_NEWUSER);
        Assert.Contains("take /dev/null", Lines(spec));
    }

    [Fact]
    public void ANamespaceIsJoinedByItsPath()
    {
        ContainerSpec spec = Spec();
        spec = spec with { Namespaces = spec.Namespaces with { Network = NamespaceChoice.Join("/proc/1/ns/net") } };
        Assert.Equal("join /proc/1/ns/net", Lines(spec)[0]);
        Assert.Equal(0, Flags(spec) & LibC.CLONE_NEWNET);
        Assert.DoesNotContain("set up lo", Lines(spec));
    }

    [Fact]
    public void EveryCallBelongsToAStepAndStepsComeInOrder()
    {
        using LaunchPlan plan = LaunchPlanner.Plan(Spec(new() { Root = "/r", Top = "/t" }));
        int[] steps = [.. plan.Child.Setup.Calls.Select(call => call.Step)];
        Assert.Equal(steps.Order(), steps);
        Assert.Equal("execute prog", plan.Steps[plan.Child.ExecStep].ToString());
        IEnumerable<int> all = steps.Concat(plan.Child.Program.Calls.Concat(plan.Child.Finish.Calls).Select(call => call.Step)).Distinct();
        Assert.Equal(Enumerable.Range(0, plan.Steps.Count).Where(step => plan.Steps[step].Place != Place.Launcher && step != plan.Child.ExecStep), all);
    }

    [Fact]
    public void TheProgramGetsItsArgumentsAndACleanEnvironment()
    {
        using LaunchPlan plan = LaunchPlanner.Plan(Spec(new() { Program = ["prog", "a", ""] }, Anybody with { TerminalType = "vt100" }));
        Assert.Equal(["prog", "a", ""], plan.Child.Arguments);
        Assert.Equal(
            ["HOME=/root", "HOSTNAME=me", "LANG=C.UTF-8", $"PATH={ProgramSurroundings.Path}", "TERM=vt100", "container=containet"],
            plan.Child.Environment.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AZeroInAPathIsRefusedBeforeAnythingExists()
    {
        ContainerSpec spec = Spec();
        Assert.Throws<ArgumentException>(() => LaunchPlanner.Plan(spec with { Root = new OverlayRoot(["/r\0x"], "/t") }));
    }

    private static ContainerSpec Spec(CommandLineValues? given = null, Caller? caller = null)
    {
        given ??= new CommandLineValues();
        return SpecReader.Read(given with { Identity = "me", Program = given.Program.Count == 0 ? ["prog"] : given.Program }, caller ?? Anybody);
    }

    private static int Flags(ContainerSpec spec)
    {
        using LaunchPlan plan = LaunchPlanner.Plan(spec);
        return plan.Child.CloneFlags;
    }

    private static string[] Lines(ContainerSpec spec)
    {
        using LaunchPlan plan = LaunchPlanner.Plan(spec);
        return [.. plan.ToString().Split('\n').Select(line => line.IndexOf("capabilities ", StringComparison.Ordinal) is var at && at < 0
            ? line : $"{line[..at]}capabilities …")];
    }
}
