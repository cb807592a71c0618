using Containet.Linux;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>Containers with a root of their own: an overlay, of which the root is never written.</summary>
[Trait("Category", "System")]
public class ContainodeRootTests
{
    [SkippableFact]
    public void TheRootIsNeverWrittenAndChangesAreInTop()
    {
        using var root = new BusyboxRoot();
        string before = root.Snapshot();

        Launches.Check("-r", root.Path, "-i", "box", "sh", "-c", "echo changed > /file && rm /bin/touch && mkdir /made");

        Assert.Equal(before, root.Snapshot());
        Assert.Equal(["root.box"], root.Beside());
        Assert.Equal("changed\n", File.ReadAllText($"{root.Path}.box/root/file"));
        Assert.True(Directory.Exists($"{root.Path}.box/root/made"));
        Assert.False(Directory.Exists($"{root.Path}.box/work"));
    }

    [SkippableFact]
    public void WithoutChangesNothingIsLeft()
    {
        using var root = new BusyboxRoot();
        Launches.Check("-r", root.Path, "true");
        Assert.Empty(root.Beside());
    }

    [SkippableFact]
    public void ATopIsContinued()
    {
        using var root = new BusyboxRoot();
        string top = $"{root.Parent}/kept";
        Directory.CreateDirectory(top);
        Launches.Check("-r", root.Path, "-t", top, "sh", "-c", "echo one > /file");
        Assert.Equal("one\n", Launches.Check("-r", root.Path, "-t", top, "cat", "/file"));
        Launches.Check("-r", root.Path, "-t", top, "rm", "/file");
        Assert.Equal(["kept"], root.Beside());
    }

    [SkippableFact]
    public void TopNamesTheIdentity()
    {
        using var root = new BusyboxRoot();
        Assert.Equal("called\n", Launches.Check("-r", root.Path, "-t", $"{root.Path}.called", "hostname"));
    }

    [SkippableTheory]
    [InlineData("ro:ot")]
    [InlineData(@"ro\ot")]
    [InlineData("ro,ot")]
    [InlineData("ro ot")]
    [InlineData("réot")]
    public void AnyNameCanBeARoots(string name)
    {
        using var root = new BusyboxRoot(name);
        Assert.Equal("bin\ndev\netc\nproc\nsys\n", Launches.Check("-r", root.Path, "ls", "/"));
        Assert.Empty(root.Beside());
    }

    [SkippableFact]
    public void NothingOfTheHostIsSeen()
    {
        using var root = new BusyboxRoot();
        Assert.Equal("/\n/ /dev /dev/mqueue /dev/pts /dev/shm /etc/hostname /etc/hosts /etc/resolv.conf /proc /sys", string.Join(' ', Launches.Check(
            "-r", root.Path, "sh", "-c", "readlink /proc/self/cwd; while read a b c d at rest; do echo $at; done < /proc/self/mountinfo")
            .Split('\n', 2) is [var cwd, var mounts] ? [cwd + "\n" + string.Join(' ', mounts.Trim().Split('\n').Where(IsNoMask).Order(StringComparer.Ordinal))] : []));

        // Which of them there are is the kernel's affair.
        static bool IsNoMask(string at) => !at.StartsWith("/proc/", StringComparison.Ordinal) && !at.StartsWith("/sys/", StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("dev")]
    [InlineData("proc")]
    public void AMountPointThatIsALinkDoesNotLeadOut(string name)
    {
        using var root = new BusyboxRoot();
        string outside = $"{root.Parent}/outside";
        Directory.CreateDirectory(outside);
        Directory.CreateDirectory($"{root.Path}{outside}");
        File.CreateSymbolicLink($"{root.Path}/{name}", outside);

        CommandResult result = Launches.Run("-r", root.Path, "sh", "-c", $"ls -d {outside}/* >/dev/null");

        // Resolved inside the root: the file system is mounted on the root's own directory of that name.
        Assert.Equal((0, ""), (result.Status, result.Error));
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
    }

    [SkippableFact]
    public void ADanglingMountPointIsAClearError()
    {
        using var root = new BusyboxRoot();
        File.CreateSymbolicLink($"{root.Path}/dev", "/nowhere");
        CommandResult result = Launches.Run("-r", root.Path, "true");
        Assert.Equal(125, result.Status);
        Assert.StartsWith("containode: mount tmpfs on /dev: No such file or directory", result.Error);
        Assert.Empty(root.Beside());
    }

    [SkippableFact]
    public void ATopInsideTheRootIsRefused()
    {
        using var root = new BusyboxRoot();
        string before = root.Snapshot();
        CommandResult result = Launches.Run("-r", root.Path, "-t", $"{root.Path}/top", "true");
        Assert.Equal(125, result.Status);
        Assert.Contains("is inside root", result.Error);
        Assert.Equal(before, root.Snapshot());
    }

    [SkippableFact]
    public void ARootInsideTopIsRefused()
    {
        using var root = new BusyboxRoot();
        CommandResult result = Launches.Run("-r", root.Path, "-t", root.Parent, "true");
        Assert.Equal(125, result.Status);
        Assert.Contains("is inside TOP", result.Error);
    }

    [SkippableFact]
    public void SomebodyElsesWorkDirectoryIsLeftAlone()
    {
        using var root = new BusyboxRoot();
        string top = $"{root.Parent}/home";
        Directory.CreateDirectory($"{top}/work");
        File.WriteAllText($"{top}/work/thesis", "precious");
        CommandResult result = Launches.Run("-r", root.Path, "-t", top, "true");
        Assert.Equal(125, result.Status);
        Assert.Contains("holds thesis, which is not an overlay's", result.Error);
        Assert.Equal("precious", File.ReadAllText($"{top}/work/thesis"));
    }

    [SkippableFact]
    public void ATopInUseIsRefused()
    {
        using var root = new BusyboxRoot();
        (System.Diagnostics.Process first, _) = Launches.Start("-r", root.Path, "-i", "same", "sh", "-c", "echo ready; exec sleep 60");
        using (first)
        {
            CommandResult second = Launches.Run("-r", root.Path, "-i", "same", "true");
            Launches.Signal(first.Id, 15);
            first.WaitForExit();
            Assert.Equal(125, second.Status);
            Assert.Contains("is in use by another container", second.Error);
            Assert.Equal(143, first.ExitCode);
        }

        Assert.Empty(root.Beside());
    }

    [SkippableFact]
    public void TheRootsModeIsTheContainers()
    {
        using var root = new BusyboxRoot();
        Files.ChangeMode(root.Path, 0x16d); // 0555
        Assert.Equal("555\n", Launches.Check("-r", root.Path, "stat", "-c", "%a", "/"));
    }
}
