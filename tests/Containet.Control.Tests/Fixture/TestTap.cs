using Containet.Linux;
using Tmds.Linux;
using Xunit;

namespace Containet.Control.Tests;

/// <summary>Taps in network namespaces of their own, which end with them.</summary>
internal static class TestTap
{
    public const int NoPi = Linux.Bindings.Native.IFF_NO_PI;
    public const int VnetHeader = Linux.Bindings.Native.IFF_VNET_HDR;

    public static void SkipUnlessPossible()
    {
        Skip.If(LibC.geteuid() != 0, "taps and namespaces need root");
        Skip.If(!File.Exists("/dev/net/tun"), "this machine has no /dev/net/tun");
    }

    /// <summary>Makes a tap in a new namespace, or several there if they have several names.</summary>
    public static Fd[] Create(int flags, params string[] names) => InNewNamespace(() => names.Select(name => Tap.Create(name, flags)).ToArray());

    /// <summary>Makes a tap with several queues in a new namespace.</summary>
    public static TapQueues CreateQueues(int count) => InNewNamespace(() => TapQueues.Create("eth0", NoPi | VnetHeader, count));

    public static Fd CreateOne(int flags) => Create(flags, "eth0")[0];

    /// <summary>Runs something on a thread that is in a new network namespace, and ends with it.</summary>
    public static T InNewNamespace<T>(Func<T> action)
    {
        T result = default!;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = LibC.unshare(LibC.CLONE_NEWNET) == 0
                    ? action()
                    : throw LinuxException.FromErrno("unshare", "");
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result : throw new InvalidOperationException("in a new namespace", failure);
    }
}
