using Containet.Control;
using Containet.DataPlane;
using Containet.Linux;
using Tmds.Linux;
using Xunit;

namespace Containet.Tests;

/// <summary>Control's requests carried out on a real switch with a real tap.</summary>
[Trait("Category", "System")]
public sealed class SwitchHandlerTests
{
    private const int NoPi = Linux.Bindings.Native.IFF_NO_PI;

    [SkippableFact]
    public void A_port_comes_is_told_and_goes()
    {
        using var plane = new Switch(new SwitchOptions { Workers = 2 });
        var handler = new SwitchHandler(plane, TimeSpan.FromSeconds(300));
        Fd tap = MakeTap("ctltest0");
        TapInfo info = Tap.Query(tap.Value);
        int number = handler.AddPort(new PortRequest("n", "eth0", "default", info, "02:00:00:00:00:01", "10.0.0.2/24", 1500), tap);

        PortDescription port = Assert.Single(handler.Ports());
        Assert.Equal(("n", "eth0", "default", number), (port.Node, port.InterfaceName, port.Network, port.Port));
        Assert.Equal(("02:00:00:00:00:01", "10.0.0.2/24", 1500), (port.Mac, port.Ip4, port.Mtu));
        Assert.Equal(new PrefixDescription(false, 0), port.Prefix);
        Assert.Equal([0, 1], handler.Workers().Select(worker => worker.Id));
        Assert.Equal(1, handler.Workers().Sum(worker => worker.Ports));
        Assert.Equal(["02:00:00:00:00:01", "10.0.0.2"], port.Pinned);
        Assert.True(Assert.Single(handler.Macs()).Pinned);

        handler.RemovePort(number);
        handler.RemovePort(number);
        Assert.True(tap.IsClosed);
        Assert.Empty(handler.Ports());
        Assert.Empty(handler.Macs());
        Assert.Equal(0, handler.Workers().Sum(worker => worker.Ports));
    }

    [SkippableFact]
    public void A_refusal_of_the_data_plane_keeps_its_code_and_closes_the_tap()
    {
        using var plane = new Switch(new SwitchOptions());
        var handler = new SwitchHandler(plane, TimeSpan.FromSeconds(300));
        Fd tap = MakeTap("ctltest1");
        TapInfo info = Tap.Query(tap.Value);
        var error = Assert.Throws<ControlException>(() => handler.AddPort(new PortRequest("n", "eth0", "nowhere", info, null, null, null), tap));
        Assert.Equal("no-such-network", error.Code);
        Assert.True(tap.IsClosed);
        Assert.Empty(handler.Ports());
    }

    // In a network namespace of its own, which ends with it.
    private static Fd MakeTap(string name)
    {
        Skip.If(LibC.geteuid() != 0, "a tap needs root");
        Skip.If(!File.Exists("/dev/net/tun"), "this machine has no /dev/net/tun");
        Fd? tap = null;
        var thread = new Thread(() =>
        {
            if (LibC.unshare(LibC.CLONE_NEWNET) == 0)
            {
                tap = Tap.Create(name, NoPi);
                tap.SetNonBlocking(true);
            }
        });
        thread.Start();
        thread.Join();
        Skip.If(tap is null, "this machine allows no new network namespace");
        return tap!;
    }
}
