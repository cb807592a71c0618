using System.Diagnostics;
using Tmds.Linux;
using Xunit;

namespace Containet.Linux.Tests;

public sealed class PidFdTests
{
    [Fact]
    public void Knows_a_process_alive_and_ended()
    {
        using Process process = Process.Start("/bin/sleep", "60");
        using Fd pidfd = PidFd.Open(process.Id);
        Assert.True(PidFd.IsPidFd(pidfd.Value));
        Assert.False(PidFd.HasEnded(pidfd.Value));
        process.Kill();
        process.WaitForExit();
        Assert.True(PidFd.IsPidFd(pidfd.Value));
        Assert.True(PidFd.HasEnded(pidfd.Value));
        Assert.Equal(LibC.ESRCH, Assert.Throws<LinuxException>(() => PidFd.Open(process.Id)).Errno);
    }

    [Fact]
    public void Nothing_else_is_a_pidfd()
    {
        using var bell = new EventFd();
        (Fd a, Fd b) = UnixSocket.Pair();
        using (a)
        using (b)
        {
            Assert.False(PidFd.IsPidFd(bell.Value));
            Assert.False(PidFd.IsPidFd(a.Value));
            Assert.False(PidFd.IsPidFd(9999));
        }
    }
}
