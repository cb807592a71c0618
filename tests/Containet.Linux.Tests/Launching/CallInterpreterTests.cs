using Containet.Linux.Launching;
using FsCheck.Xunit;
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

    [Theory]
    [InlineData("there", "yes after")]
    [InlineData("absent", "no after")]
    public void ADecisionTakesOneWay(string name, string made)
    {
        Directory.CreateDirectory($"{_directory}/there");
        Slot directory = _calls.OpenDirectory(_directory);
        _calls.IfThere(
            directory,
            name,
            directory: true,
            yes: found => _calls.MakeDirectory(directory, "yes", 0x1ed),
            no: () => _calls.MakeDirectory(directory, "no", 0x1ed));
        _calls.MakeDirectory(directory, "after", 0x1ed);
        Assert.True(Run(out _));
        Assert.Equal(
            made.Split(' ').Order(),
            Directory.GetDirectories(_directory).Select(path => Path.GetFileName(path)).Where(path => path != "there").Order());
    }

    [Property]
    public bool DecisionsNestAndSkipNothingElse(byte bits)
    {
        // Three decisions, one in another, each with or without either way: what is done is what a reader would expect.
        using var arena = new NativeArena();
        var calls = new CallList(arena);
        bool outer = (bits & 1) != 0, inner = (bits & 2) != 0, hasYes = (bits & 4) != 0, hasNo = (bits & 8) != 0;
        nint marks = arena.Room(64);
        nint one = arena.Put(1);
        void Mark(int place) => calls.Copy(one, marks + (place * sizeof(int)));
        void Decide(bool succeeds, Action? yes, Action? no) => calls.AddDeciding(
            LibC.EBADF, 0, SYS_close, [succeeds ? calls.Add(SYS_openat, LibC.AT_FDCWD, arena.Text("/"), LibC.O_PATH) : (Argument)(-1)],
            yes is null ? null : _ => yes(), no);

        Decide(outer, hasYes ? () => Decide(inner, () => Mark(1), () => Mark(2)) : null, hasNo ? () => Mark(3) : null);
        Mark(4);
        ChildReport report = default;
        bool ran = CallInterpreter.Run(calls.Freeze(), calls.Calls.Count, &report);
        bool[] expected = [outer && hasYes && inner, outer && hasYes && !inner, !outer && hasNo, true];
        return ran && expected.Index().All(mark => (((int*)marks)[mark.Index + 1] == 1) == mark.Item);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-17, false)]
    public void WhatAnAnswerSaysDecides(int answer, bool good)
    {
        nint verdict = _arena.Put(answer);
        _calls.AddAnswered(verdict, SYS_getpid);
        Assert.Equal(good, Run(out ChildReport report));
        Assert.Equal(-answer, report.Errno);
    }

    [Theory]
    [InlineData("-1", true)]
    [InlineData("there", false)]
    public void ACallThatMustBeRefusedIsAFailureOtherwise(string what, bool good)
    {
        Argument descriptor = what == "-1" ? -1 : _calls.OpenDirectory(_directory);
        _calls.AddRefused(LibC.EBADF, SYS_fchdir, descriptor);
        string here = Environment.CurrentDirectory;
        Assert.Equal(good, Run(out _));
        Environment.CurrentDirectory = here;
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
