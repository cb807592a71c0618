using Tmds.Linux;
using Xunit;

namespace Containet.Linux.Tests;

public sealed class EpollTests
{
    [Fact]
    public void Events_carry_their_tag_until_it_is_changed_or_removed()
    {
        using var epoll = new Epoll();
        using var bell = new EventFd();
        var events = new epoll_event[4];
        epoll.Add(bell.Value, LibC.EPOLLIN, 0xFEDC_BA98_7654_3210);
        Assert.Equal(0, epoll.Wait(events, 0));
        bell.Ring();
        Assert.Equal(1, epoll.Wait(events, -1));
        Assert.Equal(0xFEDC_BA98_7654_3210, events[0].data.u64);
        Assert.Equal(LibC.EPOLLIN, events[0].events);
        epoll.Modify(bell.Value, LibC.EPOLLIN, 7);
        Assert.Equal(1, epoll.Wait(events, 0));
        Assert.Equal(7ul, events[0].data.u64);
        epoll.Remove(bell.Value);
        Assert.Equal(0, epoll.Wait(events, 0));
    }

    [Fact]
    public void What_cannot_be_watched_is_refused()
    {
        using var epoll = new Epoll();
        using FileStream file = File.OpenRead(Environment.ProcessPath!);
        int fd = (int)file.SafeFileHandle.DangerousGetHandle();
        Assert.Equal(LibC.EPERM, Assert.Throws<LinuxException>(() => epoll.Add(fd, LibC.EPOLLIN, 1)).Errno);
        using var bell = new EventFd();
        Assert.Equal(LibC.ENOENT, Assert.Throws<LinuxException>(() => epoll.Remove(bell.Value)).Errno);
    }
}
