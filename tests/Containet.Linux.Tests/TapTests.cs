using Tmds.Linux;
using Xunit;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Tests;

[Trait("Category", "System")]
public class TapTests
{
    [SkippableTheory]
    [InlineData(0, true, 0, 4)]
    [InlineData(IFF_NO_PI, false, 0, 0)]
    [InlineData(IFF_VNET_HDR, true, 10, 14)]
    [InlineData(IFF_NO_PI | IFF_VNET_HDR, false, 10, 10)]
    public void A_tap_says_what_its_frames_look_like(int flags, bool packetInformation, int vnet, int prefix)
    {
        Skip.If(LibC.geteuid() != 0, "needs root: taps");
        using Fd tap = Tap.Create("ctprobe%d", flags);

        TapInfo info = Tap.Query(tap.Value);
        Assert.StartsWith("ctprobe", info.Name, StringComparison.Ordinal);
        Assert.Equal(packetInformation, info.HasPacketInformation);
        Assert.Equal(vnet, info.VnetHeaderSize);
        Assert.Equal(prefix, info.PrefixSize);
        Assert.NotEqual(0ul, info.NetworkNamespace);
        Assert.Equal(info, Tap.Query(tap.Value));
    }

    [SkippableFact]
    public void What_is_no_tap_is_refused()
    {
        Skip.If(LibC.geteuid() != 0, "needs root: taps");
        using var bell = new EventFd();
        Assert.Equal(LibC.ENOTTY, Assert.Throws<LinuxException>(() => Tap.Query(bell.Value)).Errno);

        using FileStream unattached = File.Open("/dev/net/tun", FileMode.Open, FileAccess.ReadWrite);
        Assert.Equal(LibC.EBADFD, Assert.Throws<LinuxException>(() => Tap.Query((int)unattached.SafeFileHandle.DangerousGetHandle())).Errno);
        Assert.Throws<LinuxException>(() => Tap.Create("a-name-of-16-byt", 0));
        Assert.Throws<LinuxException>(() => Tap.Create("", 0));
    }
}
