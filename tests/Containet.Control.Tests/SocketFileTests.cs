using Containet.Linux;
using Tmds.Linux;
using Xunit;

namespace Containet.Control.Tests;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class SocketFileTests : IDisposable
{
    private const int Private = 0x180; // 0600

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("containet-test-");

    private string Target => Path.Combine(_directory.FullName, "switch.sock");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(0x180, UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(0x1b0, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite)]
    public void Appears_with_its_mode_and_goes(int mode, UnixFileMode expected)
    {
        SocketFile file = SocketFile.Create(Target, mode, 8);
        Assert.Equal(expected, File.GetUnixFileMode(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(_directory.FullName));
        file.Socket.Dispose();
        file.Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(_directory.FullName));
    }

    [Fact]
    public void Replaces_a_stale_socket()
    {
        UnixSocket.Listen(Target, Private, 8).Dispose();
        using SocketFile file = SocketFile.Create(Target, Private, 8);
        using Fd socket = file.Socket;
        UnixSocket.Connect(Target, TimeSpan.FromSeconds(1)).Dispose();
    }

    [Fact]
    public void Refuses_a_live_socket_also_a_busy_one()
    {
        using Fd live = UnixSocket.Listen(Target, Private, 0);
        var error = Assert.Throws<ControlException>(() => SocketFile.Create(Target, Private, 8));
        Assert.Equal(ErrorCode.InUse, error.Code);
        Assert.Equal($"{Target}: already served by another switch", error.Message);

        // That probe fills the backlog; the next has to wait, in vain, and still knows.
        Assert.Equal(error.Message, Assert.Throws<ControlException>(() => SocketFile.Create(Target, Private, 8)).Message);
        Assert.Equal([Target], Directory.GetFileSystemEntries(_directory.FullName));
    }

    [Fact]
    public void Refuses_what_is_not_a_socket_and_leaves_it()
    {
        File.WriteAllText(Target, "precious");
        Assert.Equal(ErrorCode.InUse, Assert.Throws<ControlException>(() => SocketFile.Create(Target, Private, 8)).Code);
        Assert.Equal("precious", File.ReadAllText(Target));
        File.Delete(Target);
        Directory.CreateDirectory(Target);
        Assert.Equal(ErrorCode.InUse, Assert.Throws<ControlException>(() => SocketFile.Create(Target, Private, 8)).Code);
        Directory.Delete(Target);
        File.CreateSymbolicLink(Target, "/dev/null");
        Assert.Equal(ErrorCode.InUse, Assert.Throws<ControlException>(() => SocketFile.Create(Target, Private, 8)).Code);
        Assert.True(File.Exists(Target));
    }

    [Fact]
    public void Leaves_a_successors_socket()
    {
        SocketFile old = SocketFile.Create(Target, Private, 8);
        old.Socket.Dispose();
        using SocketFile young = SocketFile.Create(Target, Private, 8);
        using Fd socket = young.Socket;
        old.Dispose();
        UnixSocket.Connect(Target, TimeSpan.FromSeconds(1)).Dispose();
    }

    [Fact]
    public void The_longest_path_works_and_a_longer_or_impossible_one_is_explained()
    {
        string longest = (Target + new string('x', 200))[..UnixSocket.MaxPathBytes];
        using (SocketFile file = SocketFile.Create(longest, Private, 8))
        using (file.Socket)
        {
            UnixSocket.Connect(longest, TimeSpan.FromSeconds(1)).Dispose();
        }

        UnixSocket.Listen(longest, Private, 8).Dispose();
        using (SocketFile again = SocketFile.Create(longest, Private, 8))
        {
            again.Socket.Dispose();
        }

        Assert.Equal(LibC.ENAMETOOLONG, Assert.Throws<LinuxException>(() => SocketFile.Create(longest + "x", Private, 8)).Errno);
        Assert.Equal(LibC.ENOENT, Assert.Throws<LinuxException>(() => SocketFile.Create(Target + "/x/y", Private, 8)).Errno);
        Assert.Empty(Directory.GetFileSystemEntries(_directory.FullName));
    }
}
