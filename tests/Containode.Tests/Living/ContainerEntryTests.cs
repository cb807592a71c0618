using System.Runtime.Versioning;
using Containode.Confinement;
using Containode.Living;
using Containode.Running;
using Containode.Specification;
using Xunit;

namespace Containode.Tests.Living;

/// <summary>Entries of the state directory: whose an identity is, and what is found of the living, the ended and the crashed.</summary>
[SupportedOSPlatform("linux")]
public sealed class ContainerEntryTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("state").FullName, "made");
    private readonly StateDirectory _directory;

    public ContainerEntryTests()
    {
        _directory = StateDirectory.Open(_path);
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void OnlyItsOwnerLooksIntoTheDirectory() =>
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_path));

    [Fact]
    public void AnIdentityIsOneContainers()
    {
        using ContainerEntry first = ContainerEntry.Reserve(_directory, "one", kept: false)!;
        Assert.Null(ContainerEntry.Reserve(_directory, "one", kept: false));
        Assert.Null(ContainerEntry.Reserve(_directory, "one", kept: true));
        using ContainerEntry? other = ContainerEntry.Reserve(_directory, "other", kept: false);
        Assert.NotNull(other);
    }

    [Fact]
    public void ARunningContainerIsFound()
    {
        using ContainerEntry entry = ContainerEntry.Reserve(_directory, "one", kept: false)!;
        Assert.Equal(ContainerStatus.Starting, _directory.Find("one").Status);
        entry.Tell(State("one", kept: false));
        ContainerRecord found = _directory.Find("one");
        Assert.Equal(ContainerStatus.Running, found.Status);
        Assert.Equal(["prog", "arg"], found.State!.Program.Arguments);
        SystemCallFilter filter = found.State.Program.SystemCallFilter!;
        Assert.Equal((6u, 7u), (filter.Flags, Assert.Single(filter.Instructions.ToArray()).k));
        Assert.Equal(CapabilitySets.For(CapabilitySet.Default, isRoot: true), found.State.Program.Capabilities);
        Assert.Equal("0-3,8", found.State.Program.Processors!.Text);
        Assert.Equal("nofile=1:2", Assert.Single(found.State.Program.Limits).ToString());
        Assert.Equal(new UserName("app", "wheel"), found.State.Program.UserName);
        using Containet.Linux.Fd process = found.OpenProcess();
    }

    [Fact]
    public void AnEndedOneLeavesNothingUnlessItIsKept()
    {
        foreach (bool kept in (bool[])[false, true])
        {
            using (ContainerEntry entry = ContainerEntry.Reserve(_directory, "one", kept)!)
            {
                entry.Tell(State("one", kept));
                entry.End(42);
            }

            Assert.Equal(kept, Directory.Exists($"{_path}/one"));
        }

        ContainerRecord found = _directory.Find("one");
        Assert.Equal((ContainerStatus.Exited, 42), (found.Status, found.ExitStatus));
        Assert.Equal(42, found.WaitForEnd());
        Assert.Contains("remove it with: containode rm one", Assert.Throws<LaunchException>(() => ContainerEntry.Reserve(_directory, "one", kept: false)).Message);
    }

    [Fact]
    public void AFailedLaunchLeavesNothing()
    {
        ContainerEntry.Reserve(_directory, "one", kept: true)!.Dispose();
        Assert.Empty(_directory.List());
    }

    [Fact]
    public void WhatACrashedLauncherLeftIsRecognisedAndReplaced()
    {
        Leave("one", kept: false);
        Assert.Equal(ContainerStatus.Lost, _directory.Find("one").Status);
        Assert.Equal(137, _directory.Find("one").WaitForEnd());
        Assert.Throws<LaunchException>(() => _directory.Find("one").OpenProcess());
        using ContainerEntry? next = ContainerEntry.Reserve(_directory, "one", kept: false);
        Assert.NotNull(next);
    }

    [Fact]
    public void AProcessOfTheSameNumberIsNotTheSame()
    {
        ProcessIdentity self = ProcessIdentity.Of(Environment.ProcessId)!;
        using (Containet.Linux.Fd? open = self.Open())
        {
            Assert.NotNull(open);
        }

        Assert.Null((self with { StartTime = self.StartTime + 1 }).Open());
        Assert.Null(ProcessIdentity.Of(int.MaxValue));
    }

    [Theory]
    [InlineData("../made")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a/b")]
    public void ANameThatIsNoIdentityIsNoPath(string name) => Assert.Throws<LaunchException>(() => _directory.Find(name));

    // The files as they are after SIGKILL, with nobody holding the lock.
    private void Leave(string identity, bool kept)
    {
        Directory.CreateDirectory($"{_path}/{identity}");
        File.WriteAllText($"{_path}/{identity}/{ContainerEntry.StatusName}", "");
        File.WriteAllText(
            $"{_path}/{identity}/{ContainerEntry.StateName}",
            System.Text.Json.JsonSerializer.Serialize(State(identity, kept), StateJson.Default.ContainerState));
    }

    private static ContainerState State(string identity, bool kept) => new()
    {
        Identity = identity,
        Created = DateTimeOffset.UtcNow,
        Process = ProcessIdentity.Of(Environment.ProcessId)!,
        Launcher = ProcessIdentity.Of(Environment.ProcessId)!,
        Kept = kept,
        Program = new ProcessSpec
        {
            Arguments = ["prog", "arg"],
            SystemCallFilter = SystemCallFilter.Of([new Containet.Linux.Bindings.Native.sock_filter { k = 7 }], flags: 6),
            Capabilities = CapabilitySets.For(CapabilitySet.Default, isRoot: true),
            Processors = CpuList.Parse("0-3,8"),
            Limits = [ResourceLimit.Parse("nofile=1:2")],
            UserName = new UserName("app", "wheel"),
        },
    };
}
