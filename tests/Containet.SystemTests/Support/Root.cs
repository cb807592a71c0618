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
}
