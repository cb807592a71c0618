using System.Net;
using System.Net.Sockets;
using Containet.DataPlane;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Ports;
using Containet.SystemTests.Support;
using Tmds.Linux;
using Xunit;

namespace Containet.SystemTests;

/// <summary>Ports with a queue for each worker, on real taps, beside ports that one worker owns.</summary>
public abstract class QueuesOnTapsTests(EngineKind engine) : SwitchOnTaps(engine)
{
    private const int Bytes = 8_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [SkippableTheory]
    [InlineData(2)]
    [InlineData(3)]
    public void All_kinds_of_ports_reach_each_other_and_everything_arrives_whole_and_in_order(int workers)
    {
        Start(new SwitchOptions { Workers = workers });
        NetworkNamespace[] nodes =
        [
            JoinEverywhere(1).Node,
            JoinEverywhere(2).Node,
            Join(3, WithVnet, worker: 0).Node,
            Join(4, WithPi, worker: workers - 1).Node,
        ];
        for (int from = 0; from < nodes.Length; from++)
        {
            for (int to = 1; to <= nodes.Length; to++)
            {
                nodes[from].Check("ping", "-n", "-q", "-c", "2", "-i", "0.02", "-W", "3", $"10.0.0.{to}");
            }
        }

        foreach ((int from, int to) in new[] { (1, 2), (2, 1), (1, 3), (4, 1), (2, 4), (3, 2) })
        {
            Datagrams.Exchange(nodes[from - 1], nodes[to - 1], $"10.0.0.{to}", 4000, n => 18 + (n % 1400));
            TcpStream.Transfer(nodes[from - 1], nodes[to - 1], $"fd00::{to}", Bytes);
            TcpStream.Transfer(nodes[from - 1], nodes[to - 1], $"10.0.0.{to}", Bytes);
        }

        CheckNothingIsWrong();
        AwaitFrames();
    }

    [SkippableFact]
    public void Where_both_ends_have_a_queue_for_each_worker_all_workers_forward_and_none_hands_over()
    {
        const int Flows = 64;
        Start(new SwitchOptions { Workers = 2 });
        (NetworkNamespace a, Port first) = JoinEverywhere(1);
        (NetworkNamespace b, Port second) = JoinEverywhere(2);
        a.Check("ping", "-n", "-q", "-c", "2", "-i", "0.02", "-W", "3", "10.0.0.2");
        using Socket receiver = Udp(b, 5001);
        Socket[] senders = [.. Enumerable.Range(0, Flows).Select(flow => Udp(a, 6000 + flow))];
        byte[] buffer = new byte[100];
        EndPoint sender = new IPEndPoint(IPAddress.Any, 0);
        foreach (Socket socket in senders)
        {
            socket.SendTo(new byte[18], new IPEndPoint(IPAddress.Parse("10.0.0.2"), 5001));
            receiver.ReceiveFrom(buffer, ref sender);
            receiver.SendTo(new byte[20], sender);
            Assert.Equal(20, socket.Receive(buffer));
            socket.Dispose();
        }

        // With all in one queue 1 of 2^63 times.
        Assert.All(first.Queues.Concat(second.Queues), queue => Assert.NotEqual(0, queue.Counters.ReceivedFrames));
        Assert.All(first.Queues.Concat(second.Queues), queue => Assert.NotEqual(0, queue.Counters.SentFrames));
        Assert.True(first.Totals.ReceivedFrames >= Flows && second.Totals.SentFrames >= Flows, "the sums are less than was sent");
        Assert.All(Plane.Workers, worker => Assert.Equal(0, worker.Counters.HandedOver));
        CheckNothingIsWrong();
    }

    [SkippableTheory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_flood_reaches_every_port_once_and_in_order(int workers)
    {
        Start(new SwitchOptions { Workers = workers });
        NetworkNamespace[] nodes =
        [
            JoinEverywhere(1).Node,
            Join(2, WithVnet, worker: workers - 1).Node,
            JoinEverywhere(3).Node,
            Join(4, Plain, worker: 0).Node,
        ];
        foreach (NetworkNamespace from in nodes.Take(2))
        {
            Socket[] receivers = [.. nodes.Where(node => node != from).Select(node => Udp(node, 5001))];
            Task<(int Received, int Wrong)>[] counting = [.. receivers.Select(NumberedDatagrams.CountMeanwhile)];
            int sent = NumberedDatagrams.Send(from, "10.0.0.255", 5001, batches: 200);
            Assert.All(counting, count => Assert.Equal((sent, 0), count.Result));
            Array.ForEach(receivers, receiver => receiver.Dispose());
        }

        CheckNothingIsWrong();
        AwaitFrames();
    }

    [SkippableFact]
    public void One_whose_interface_is_deleted_is_given_up_and_leaves_and_the_others_stay()
    {
        Start(new SwitchOptions { Workers = 2 });
        (NetworkNamespace a, Port _) = JoinEverywhere(1);
        (NetworkNamespace _, Port _) = JoinEverywhere(2);
        (NetworkNamespace c, Port dying) = JoinEverywhere(3);
        c.Check("ping", "-n", "-q", "-c", "2", "-i", "0.02", "-W", "3", "10.0.0.1");
        c.Check("ip", "link", "del", "eth0");
        Assert.True(SpinWait.SpinUntil(() => dying.Queues.All(queue => queue.Failure != 0), Patience), "nobody noticed");
        Assert.Equal([dying], Plane.TakeFailed());
        long turns = Plane.Workers.Sum(w => w.Counters.Turns);
        Thread.Sleep(100); // long enough for a worker that spins on the dead descriptor to show
        Assert.InRange(Plane.Workers.Sum(w => w.Counters.Turns) - turns, 0, 200);
        Plane.RemovePort(dying);
        Assert.All(dying.Queues, queue => Assert.True(queue.Tap!.IsClosed));
        a.Check("ping", "-n", "-q", "-c", "2", "-i", "0.02", "-W", "3", "10.0.0.2");
        Assert.Equal(2, Plane.Ports.Count);
    }

    private void CheckNothingIsWrong()
    {
        DropReason[] reasons = [DropReason.BadVnetHeader, DropReason.WriteFailed, DropReason.PortGone, DropReason.Giant, DropReason.RingFull, DropReason.ReceiverFull];
        Assert.All(Plane.Ports, port => Assert.All(reasons, reason => Assert.Equal((port, reason, 0L), (port, reason, port.Totals.Drops(reason)))));
        Assert.All(Plane.Ports, port => Assert.Equal(0, port.AnyFailure));
    }

    private static Socket Udp(NetworkNamespace node, int port)
    {
        Socket socket = node.Get(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        socket.SetRawSocketOption(LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, BitConverter.GetBytes(1 << 26));
        socket.Bind(new IPEndPoint(IPAddress.Any, port));
        socket.ReceiveTimeout = 2000;
        return socket;
    }
}

/// <summary>With io_uring.</summary>
[Trait("Category", "System")]
public sealed class UringQueuesOnTapsTests() : QueuesOnTapsTests(EngineKind.Uring);

/// <summary>With io_uring as Linux 5.15 has it.</summary>
[Trait("Category", "System")]
public sealed class Uring515QueuesOnTapsTests() : QueuesOnTapsTests(EngineKind.Uring515);

/// <summary>With epoll.</summary>
[Trait("Category", "System")]
public sealed class EpollQueuesOnTapsTests() : QueuesOnTapsTests(EngineKind.Epoll);
