using System.Diagnostics;
using System.Text;
using Tmds.Linux;
using Xunit;

namespace Containet.Linux.Tests;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class UnixSocketTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("containet-test-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(252)]
    [InlineData(253)]
    public void Exactly_the_descriptors_that_were_sent_arrive(int count)
    {
        using FileStream file = File.OpenRead(Environment.ProcessPath!);
        int descriptor = (int)file.SafeFileHandle.DangerousGetHandle();
        (Fd a, Fd b) = UnixSocket.Pair();
        using (a)
        using (b)
        {
            Assert.Equal(5, UnixSocket.Send(a.Value, "hello"u8, [.. Enumerable.Repeat(descriptor, count)]));
            byte[] buffer = new byte[16];
            int[] came = new int[UnixSocket.MaxDescriptors];
            Assert.Equal(5, UnixSocket.Receive(b.Value, buffer, came, out int got, out bool truncated));
            Assert.Equal(count, got);
            Assert.False(truncated);
            Assert.Equal("hello", Encoding.ASCII.GetString(buffer, 0, 5));
            string sent = File.ResolveLinkTarget($"/proc/self/fd/{descriptor}", false)!.FullName;
            foreach (int fd in came.AsSpan(0, got))
            {
                using var owned = new Fd(fd);
                Assert.Equal(sent, File.ResolveLinkTarget($"/proc/self/fd/{fd}", false)!.FullName);
                Assert.NotEqual(0, LibC.fcntl(fd, LibC.F_GETFD) & LibC.FD_CLOEXEC);
            }
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(253, 2)]
    public void More_than_there_is_room_for_is_told_and_not_left_open(int sent, int room)
    {
        (Fd a, Fd b) = UnixSocket.Pair();
        using (a)
        using (b)
        {
            // The end of what is sent shows at its other side once every copy is closed.
            (Fd sentOne, Fd other) = UnixSocket.Pair();
            using (other)
            {
                UnixSocket.Send(a.Value, "x"u8, [.. Enumerable.Repeat(sentOne.Value, sent)]);
                sentOne.Dispose();
                int[] came = new int[room];
                Assert.Equal(1, UnixSocket.Receive(b.Value, new byte[8], came, out int got, out bool truncated));
                Assert.Equal(room, got);
                Assert.True(truncated);
                Array.ForEach(came, fd => new Fd(fd).Dispose());
                Assert.Equal(0, UnixSocket.Receive(other.Value, new byte[8], [], out _, out _));
            }
        }
    }

    [Fact]
    public void Failures_are_values()
    {
        (Fd a, Fd b) = UnixSocket.Pair();
        using (a)
        {
            Assert.Equal(-LibC.EAGAIN, UnixSocket.Receive(a.Value, new byte[8], [], out _, out _));
            b.Dispose();
            Assert.Equal(0, UnixSocket.Receive(a.Value, new byte[8], [], out _, out _));
            Assert.Equal(-LibC.EPIPE, UnixSocket.Send(a.Value, "x"u8));
        }
    }

    [Fact]
    public void A_listener_is_accepted_from_and_knows_its_peer()
    {
        string path = Path.Combine(_directory.FullName, "s");
        using Fd listener = UnixSocket.Listen(path, 0x180, 8); // 0600
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Null(UnixSocket.Accept(listener.Value, out int errno));
        Assert.Equal(LibC.EAGAIN, errno);
        using Fd client = UnixSocket.Connect(path, TimeSpan.FromSeconds(1));
        using Fd? server = UnixSocket.Accept(listener.Value, out errno);
        Assert.NotNull(server);
        Assert.Equal(0, errno);
        Assert.Equal(Environment.ProcessId, UnixSocket.GetPeerCredentials(server.Value).Pid);
        Assert.Equal(Environment.ProcessId, UnixSocket.GetPeerCredentials(client.Value).Pid);
        Assert.False(UnixSocket.WaitReadable(server.Value, TimeSpan.FromMilliseconds(10)));
        UnixSocket.Send(client.Value, "x"u8);
        Assert.True(UnixSocket.WaitReadable(server.Value, TimeSpan.FromSeconds(1)));
        Assert.True(UnixSocket.IsConnected(server.Value) && UnixSocket.IsBound(server.Value) && UnixSocket.IsUnixStream(server.Value));
        Assert.False(UnixSocket.IsBound(client.Value));
        Assert.False(UnixSocket.IsConnected(listener.Value));
    }

    [Fact]
    public void The_longest_path_works_and_a_longer_one_is_explained()
    {
        string longest = Path.Combine(_directory.FullName, new string('x', UnixSocket.MaxPathBytes))[..UnixSocket.MaxPathBytes];
        using (UnixSocket.Listen(longest, 0x180, 8))
        using (UnixSocket.Connect(longest, TimeSpan.FromSeconds(1)))
        {
            Assert.True(File.Exists(longest));
        }

        var error = Assert.Throws<LinuxException>(() => UnixSocket.Listen(longest + "x", 0x180, 8));
        Assert.Equal(LibC.ENAMETOOLONG, error.Errno);
        Assert.Contains("108 bytes", error.Message, StringComparison.Ordinal);
        Assert.Throws<LinuxException>(() => UnixSocket.Connect("", TimeSpan.Zero));
        Assert.Throws<LinuxException>(() => UnixSocket.Connect("\0abstract", TimeSpan.Zero));
    }

    [Fact]
    public void Connecting_says_why_it_cannot_and_does_not_wait_for_ever()
    {
        string path = Path.Combine(_directory.FullName, "s");
        Assert.Equal(LibC.ENOENT, Assert.Throws<LinuxException>(() => UnixSocket.Connect(path, TimeSpan.FromSeconds(1))).Errno);
        using (UnixSocket.Bind(path))
        {
            Assert.Equal(LibC.ECONNREFUSED, Assert.Throws<LinuxException>(() => UnixSocket.Connect(path, TimeSpan.FromSeconds(1))).Errno);
            Assert.Equal(LibC.EADDRINUSE, Assert.Throws<LinuxException>(() => UnixSocket.Listen(path, 0x180, 1)).Errno);
        }

        File.Delete(path);
        using Fd full = UnixSocket.Listen(path, 0x180, 0);
        List<Fd> waiting = [];
        long since = Stopwatch.GetTimestamp();
        var error = Assert.Throws<LinuxException>(() =>
        {
            while (waiting.Count < 10)
            {
                waiting.Add(UnixSocket.Connect(path, TimeSpan.FromMilliseconds(100)));
            }
        });
        Assert.Equal(LibC.EAGAIN, error.Errno);
        Assert.InRange(Stopwatch.GetElapsedTime(since).TotalMilliseconds, 90, 3000);
        waiting.ForEach(fd => fd.Dispose());
    }
}
