using Containet.Linux.Launching;
using Containode.Network;
using Containode.Options;
using Containode.Planning;
using Containode.Running;
using Containode.Specification;
using FsCheck.Xunit;
using Tmds.Linux;
using Xunit;

namespace Containode.Tests;

public class SmallPiecesTests
{
    [Fact]
    public void ANameIsLookedForAlongPath() => Assert.Equal(
        ["/usr/local/sbin/x", "/usr/local/bin/x", "/usr/sbin/x", "/usr/bin/x", "/sbin/x", "/bin/x"],
        Candidates("x"));

    [Theory]
    [InlineData("/bin/x")]
    [InlineData("./x")]
    [InlineData("a/x")]
    public void APathIsNot(string program) => Assert.Equal([program], Candidates(program));

    [Property]
    public bool AMacIsLocalUnicastAndStable(string? identity)
    {
        byte[] mac = StableMac.Of(identity ?? "");
        return mac.Length == 6 && mac[0] == 0x02 && mac.SequenceEqual(StableMac.Of(identity ?? ""));
    }

    [Fact]
    public void MacsOfNeighbouringNamesDiffer() =>
        Assert.Equal(10_000, Enumerable.Range(0, 10_000).Select(i => StableMac.Format(StableMac.Of($"node{i}"))).Distinct().Count());

    [Fact]
    public void AMacIsWrittenAsUsual() => Assert.Equal("02:00:0a:ff:10:01", StableMac.Format([0x02, 0, 0x0a, 0xff, 0x10, 0x01]));

    [Theory]
    [InlineData("/plain", "/plain")]
    [InlineData("/a:b", @"/a\:b")]
    [InlineData(@"/a\b", @"/a\\b")]
    [InlineData("/a,b", "/a,b")]
    public void LayersAreEscaped(string path, string escaped) => Assert.Equal(escaped, Overlay.Escape(path));

    [Fact]
    public void AFailedStepNamesItselfAndTheReason()
    {
        using LaunchPlan plan = LaunchPlanner.Plan(Read(new() { Root = "/r", Top = "/t", Program = ["prog"] }));
        int overlay = plan.Steps.ToList().FindIndex(step => step.Verb == "mount overlay on");

        LaunchException failure = LaunchFailure.Of(plan, new ChildReport { Step = overlay, Errno = LibC.EPERM });
        Assert.StartsWith("mount overlay on /r: Operation not permitted (", failure.Message);
        Assert.Equal(125, failure.Status);
    }

    [Fact]
    public void AProgramThatCannotBeRunHasItsStatus()
    {
        using LaunchPlan plan = LaunchPlanner.Plan(Read(new() { Program = ["prog"] }));
        int execute = plan.Child.ExecStep;

        LaunchException missing = LaunchFailure.Of(plan, new ChildReport { Step = execute, Errno = LibC.ENOENT });
        LaunchException forbidden = LaunchFailure.Of(plan, new ChildReport { Step = execute, Errno = LibC.EACCES });
        Assert.Equal((127, $"prog: not found in PATH {ProgramSurroundings.Path}"), (missing.Status, missing.Message));
        Assert.Equal((126, "execute prog: Permission denied"), (forbidden.Status, forbidden.Message));
    }

    [Fact]
    public void ThePathIsThePrograms() => Assert.Equal(
        ["/a/x", "x", "/b/x"],
        ProgramSurroundings.Candidates(new ProcessSpec { Arguments = ["x"], Environment = ["PATH=/a::/b"] }));

    private static IReadOnlyList<string> Candidates(string program) => ProgramSurroundings.Candidates(new ProcessSpec { Arguments = [program] });

    private static ContainerSpec Read(CommandLineValues given) => SpecReader.Read(given, new Caller("/", null, OwnTerminal: false, ErrorIsTerminal: false));
}
