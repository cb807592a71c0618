using Containet.Linux;
using Tmds.Linux;
using Xunit;

namespace Containet.SystemTests.Support;

/// <summary>What the machine must have for a test on real taps.</summary>
internal static class Root
{
    /// <summary>Skips the test, saying why, where there is no root or no tap device.</summary>
    public static void Required()
    {
        Skip.If(LibC.geteuid() != 0, "needs root: taps and network namespaces");
        Skip.IfNot(File.Exists("/dev/net/tun"), "needs /dev/net/tun");
    }

    /// <summary>Skips the test where the kernel lets nobody have io_uring. Asked of the kernel, not of the switch, which must then be able to.</summary>
    public static void IoUringRequired()
    {
        try
        {
            new IoUring(8, 8).Dispose();
        }
        catch (LinuxException refused)
        {
            Skip.If(refused.Errno == LibC.EPERM || refused.Errno == LibC.ENOSYS, $"the kernel refuses io_uring: {refused.Message}");
            throw;
        }
    }
}
