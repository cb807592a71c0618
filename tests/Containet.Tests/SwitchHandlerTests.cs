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
        int number = handler.AddPort(new PortRequest("n", "eth0", "default", info, "02:00:00:00:00:01", "10.0.0.2/24", 1500), [tap]);

        PortDescription port = Assert.Single(handler.Ports());
        Assert.Equal(("n", "eth0", "default", number), (port.Node, port.InterfaceName, port.Network, port.Port));
        Assert.Equal(("02:00:00:00:00:01", "10.0.0.2/24", 1500), (port.Mac, port.Ip4, port.Mtu));
        Assert.Equal(new PrefixDescription(false, 0), port.Prefix);
        Assert.Equal([0, 1], handler.Workers().Select(worker => worker.Id));
        Assert.Equal(1, handler.Workers().Sum(worker => worker.Ports));
        Assert.Equal(["02:00:00:00:00:01", "10.0.0.2"], port.Pinned);
        Assert.True(Assert.Single(handler.Macs()).Pinned);

        handler.RemovePort(number, closeLater: false);
        handler.RemovePort(number, closeLater: false);
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
        var error = Assert.Throws<ControlException>(() => handler.AddPort(new PortRequest("n", "eth0", "nowhere", info, null, null, null), [tap]));
        Assert.Equal("no-such-network", error.Code);
        Assert.True(tap.IsClosed);
        Assert.Empty(handler.Ports());
    }

    [SkippableTheory]
    [InlineData(QueueChoice.One, 1)]
    [InlineData(QueueChoice.Each, 2)]
    public void A_port_of_several_queues_comes_is_told_as_one_and_goes(QueueChoice choice, int wanted)
    {
        using var plane = new Switch(new SwitchOptions { Workers = 2, Queues = choice });
        var handler = new SwitchHandler(plane, TimeSpan.FromSeconds(300));
        Assert.Equal(wanted, handler.Queues);
        IReadOnlyList<Fd> queues = MakeTap("ctltest2", queues: 2);
        TapInfo info = Tap.Query(queues[0].Value);
        int number = handler.AddPort(new PortRequest("n", "eth0", "default", info, null, null, null), queues);

        PortDescription port = Assert.Single(handler.Ports());
        Assert.Equal((number, PortDescription.EveryWorker, 2), (port.Port, port.Worker, port.Queues));
        Assert.Equal([1, 1], handler.Workers().Select(worker => worker.Ports));

        handler.RemovePort(number, closeLater: false);
        Assert.All(queues, queue => Assert.True(queue.IsClosed));
        Assert.Empty(handler.Ports());
        Assert.Equal([0, 0], handler.Workers().Select(worker => worker.Ports));
    }

    [SkippableTheory]
    [InlineData(2, 3)]
    [InlineData(1, 2)]
    [InlineData(3, 2)]
    public void Another_number_of_queues_than_workers_is_refused_and_all_are_closed(int workers, int count)
    {
        using var plane = new Switch(new SwitchOptions { Workers = workers, Queues = QueueChoice.Each });
        var handler = new SwitchHandler(plane, TimeSpan.FromSeconds(300));
        IReadOnlyList<Fd> queues = MakeTap("ctltest3", count);
        TapInfo info = Tap.Query(queues[0].Value);
        var error = Assert.Throws<ControlException>(() => handler.AddPort(new PortRequest("n", "eth0", "default", info, null, null, null), queues));
        Assert.Equal("unusable-tap", error.Code);
        Assert.All(queues, queue => Assert.True(queue.IsClosed));
        Assert.Empty(handler.Ports());
    }

    private static Fd MakeTap(string name) => MakeTap(name, queues: 1)[0];

    // In a network namespace of its own, which ends with it.
    private static IReadOnlyList<Fd> MakeTap(string name, int queues)
    {
        Skip.If(LibC.geteuid() != 0, "a tap needs root");
        Skip.If(!File.Exists("/dev/net/tun"), "this machine has no /dev/net/tun");
        IReadOnlyList<Fd>? tap = null;
        var thread = new Thread(() =>
        {
            if (LibC.unshare(LibC.CLONE_NEWNET) == 0)
            {
                tap = TapQueues.Create(name, NoPi, queues).Queues;
            }
        });
        thread.Start();
        thread.Join();
        Skip.If(tap is null, "this machine allows no new network namespace");
        return tap!;
    }
}
