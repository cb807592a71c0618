using Containet.Linux.Launching;
using Tmds.Linux;
using Xunit;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Tests.Launching;

/// <summary>The interpreter on real system calls, in this process: what the child does, without the child.</summary>
public sealed unsafe class CallInterpreterTests : IDisposable
{
    private readonly NativeArena _arena = new();
    private readonly CallList _calls;
    private readonly string _directory = Directory.CreateTempSubdirectory("calls").FullName;

    public CallInterpreterTests()
    {
        BareCall.Bind();
        _calls = new CallList(_arena);
    }

    [Fact]
    public void AResultIsALaterCallsArgument()
    {
        Slot directory = _calls.OpenDirectory(_directory);
        _calls.MakeDirectory(directory, "made", 0x1ed);
        _calls.MakeLink(_calls.OpenDirectoryInside(directory, "/made"), "link", "target");

        Assert.True(Run(out _));
        Assert.Equal("target", new FileInfo($"{_directory}/made/link").LinkTarget);
        Assert.True(directory.Value > 2);
        LibC.close((int)directory.Value);
    }

    [Fact]
    public void NothingRunsAfterAFailureAndItsStepIsReported()
    {
        _calls.Step = 4;
        Slot directory = _calls.OpenDirectory(_directory);
        _calls.Step = 5;
        _calls.OpenDirectoryInside(directory, "absent");
        _calls.Step = 6;
        _calls.MakeDirectory(directory, "after", 0x1ed);

        Assert.False(Run(out ChildReport report));
        Assert.Equal((5, LibC.ENOENT), (report.Step, report.Errno));
        Assert.False(Directory.Exists($"{_directory}/after"));
    }

    [Fact]
    public void OnlyTheToleratedErrnoIsTolerated()
    {
        Slot directory = _calls.OpenDirectory(_directory);
        _calls.MakeDirectory(directory, "twice", 0x1ed);
        _calls.MakeDirectory(directory, "twice", 0x1ed);
        Assert.True(Run(out _));

        _calls.MakeDirectory(directory, "no/parent", 0x1ed);
        Assert.False(Run(out ChildReport report));
        Assert.Equal(LibC.ENOENT, report.Errno);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void AnUnexpectedResultIsAFailureWithoutErrno(int expected, bool good)
    {
        Slot before = _calls.SetFileMask(2);
        _calls.AddExpecting(expected, SYS_umask, before);

        Assert.Equal(good, Run(out ChildReport report));
        Assert.Equal(0, report.Errno);
        if (!good)
        {
            Assert.Equal(0, report.Step);
        }
    }

    [Theory]
    [InlineData("out", false)]
    [InlineData("absolute", true)]
    [InlineData("up", true)]
    [InlineData("../../../../../inside", true)]
    public void NoLinkLeadsOutOfTheRoot(string path, bool found)
    {
        // /usr/bin exists on the host; inside the root it does not.
        Directory.CreateDirectory($"{_directory}/inside");
        File.CreateSymbolicLink($"{_directory}/out", "/usr/bin");
        File.CreateSymbolicLink($"{_directory}/absolute", "/inside");
        File.CreateSymbolicLink($"{_directory}/up", "../../../../../../inside");
        Slot directory = _calls.OpenDirectory(_directory);
        Slot target = _calls.OpenDirectoryInside(directory, path);

        Assert.Equal(found, Run(out _));
        if (found)
        {
            Assert.Equal($"{_directory}/inside", new FileInfo($"/proc/self/fd/{target.Value}").LinkTarget);
        }
    }

    [Fact]
    public void ACallTakesSixArgumentsAndNoMore()
    {
        _calls.Add(SYS_getpid, 1, 2, 3, 4, 5, 6);
        Assert.Throws<ArgumentOutOfRangeException>(() => _calls.Add(SYS_getpid, 1, 2, 3, 4, 5, 6, 7));
    }

    public void Dispose()
    {
        _arena.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private bool Run(out ChildReport report)
    {
        report = default;
        fixed (ChildReport* told = &report)
        {
            return CallInterpreter.Run(_calls.Freeze(), _calls.Calls.Count, told);
        }
    }
}
