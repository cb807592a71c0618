using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Containet.DataPlane;
using Containet.DataPlane.Forwarding;
using Containet.DataPlane.Ports;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>Ports that go from worker to worker while they talk, on real taps: nobody but the switch can tell.</summary>
public abstract class PortMoveOnTapsTests(EngineKind engine) : SwitchOnTaps(engine)
{
    private const int Moves = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [SkippableFact]
    public void While_ports_are_moved_a_hundred_times_datagrams_and_streams_arrive_whole_and_in_order()
    {
        Start(new SwitchOptions { Workers = 2 });
        (NetworkNamespace a, Port first) = Join(1, WithVnet, worker: 0);
        (NetworkNamespace b, Port second) = Join(2, WithVnet, worker: 1);
        a.Check("ping", "-c", "1", "-W", "2", "10.0.0.2");

        bool over = false;
        using Socket receiver = Receiver(b);
        Task<(int Received, int Wrong)> counting = NumberedDatagrams.CountMeanwhile(receiver);
        Task<int> sending = Begin(() => SendNumbered(a, () => Volatile.Read(ref over)));
        Task<int> streaming = Begin(() => Stream(b, a, () => Volatile.Read(ref over)));
        for (int i = 0; i < Moves; i++)
        {
            Port port = i % 2 == 0 ? first : second;
            Plane.Move(port, 1 - port.Worker);
            Thread.Sleep(10); // so that traffic settles to the new place before the next
        }

        Volatile.Write(ref over, true);
        Assert.True(streaming.Wait(Patience), "the streams did not end");
        (int received, int wrong) = counting.Result;
        Assert.True(wrong == 0, $"{wrong} of {received} out of order or twice");
        int lost = sending.Result - received;
        Assert.True(lost <= Waited(), $"{received} of {sending.Result} arrived; dropped: {Drops()}");
        Assert.True(received > 1000 && streaming.Result > 1, $"only {received} datagrams and {streaming.Result} streams");
        Assert.All(Plane.Ports, p => Assert.Equal(0, p.Failure));
    }

    [SkippableFact]
    public void An_interface_that_is_deleted_while_its_port_moves_is_given_up()
    {
        Start(new SwitchOptions { Workers = 2 });
        (NetworkNamespace a, _) = Join(1, WithVnet, worker: 0);
        (NetworkNamespace _, Port _) = Join(2, WithVnet, worker: 1);
        for (int i = 0; i < 5; i++)
        {
            (NetworkNamespace c, Port dying) = Join(3 + i, WithVnet, worker: 0);
            a.Check("ping", "-c", "1", "-W", "2", $"10.0.0.{3 + i}");
            var deleting = Task.Run(() => c.Check("ip", "link", "del", "eth0"));
            while (dying.Failure == 0)
            {
                Plane.Move(dying, 1 - dying.Worker);
                Assert.True(!deleting.IsCompleted || SpinWait.SpinUntil(() => dying.Failure != 0, Patience), "nobody noticed");
            }

            deleting.Wait();
            long turns = Plane.Workers.Sum(w => w.Counters.Turns);
            Thread.Sleep(100); // long enough for a worker that spins on the dead descriptor to show
            Assert.InRange(Plane.Workers.Sum(w => w.Counters.Turns) - turns, 0, 200);
            Plane.RemovePort(dying);
            a.Check("ping", "-c", "1", "-W", "2", "10.0.0.2");
        }

        Assert.Equal(2, Plane.Ports.Count);
    }

    [SkippableFact]
    public void Ports_that_talk_end_up_on_one_worker_and_their_talk_is_unharmed()
    {
        Start(new SwitchOptions { Workers = 2 });
        (NetworkNamespace a, Port first) = Join(1, WithVnet);
        (NetworkNamespace b, Port second) = Join(2, WithVnet);
        Assert.NotEqual(first.Worker, second.Worker);
        a.Check("ping", "-c", "1", "-W", "2", "10.0.0.2");

        bool over = false;
        using Socket receiver = Receiver(b);
        Task<(int Received, int Wrong)> counting = NumberedDatagrams.CountMeanwhile(receiver);
        Task<int> sending = Begin(() => SendNumbered(a, () => Volatile.Read(ref over)));
        bool together = SpinWait.SpinUntil(() => first.Worker == second.Worker, Patience);
        Thread.Sleep(200); // for some to go the new way
        Volatile.Write(ref over, true);
        (int received, int wrong) = counting.Result;
        Assert.True(together, "they stayed apart");
        Assert.True(wrong == 0 && sending.Result - received <= Waited(), $"{received} of {sending.Result} arrived, {wrong} wrongly; dropped: {Drops()}");
    }

    // On a machine that is busy elsewhere a move can last until more frames wait for it than may; those are counted.
    private long Waited() => Plane.Ports.Sum(port => port.Counters.Drops(DropReason.PortMoving) + port.Counters.Drops(DropReason.RingFull));

    private string Drops() => string.Join(", ", Plane.Ports.SelectMany(
        port => Enum.GetValues<DropReason>().Select(reason => (reason, Count: port.Counters.Drops(reason)))
            .Where(drop => drop.Count > 0).Select(drop => $"{port} {drop.reason.Name()} {drop.Count}")));

    // On a thread of its own: these block, and the pool has few.
    private static Task<T> Begin<T>(Func<T> work) => Task.Factory.StartNew(work, TaskCreationOptions.LongRunning);

    // One stream of 8 MB after the other.
    private static int Stream(NetworkNamespace from, NetworkNamespace to, Func<bool> isOver)
    {
        int streams = 0;
        for (; !isOver(); streams++)
        {
            TcpStream.Transfer(from, to, "10.0.0.1", 8_000_000);
        }

        return streams;
    }

    private static Socket Receiver(NetworkNamespace node)
    {
        const int SolSocket = 1;
        const int ReceiveBufferForce = 33; // SO_RCVBUFFORCE: so that a receiver who was not scheduled for a while loses nothing
        Socket receiver = node.Get(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        receiver.SetRawSocketOption(SolSocket, ReceiveBufferForce, BitConverter.GetBytes(1 << 26));
        receiver.Bind(new IPEndPoint(IPAddress.Any, 5001));
        receiver.ReceiveTimeout = 1000;
        return receiver;
    }

    // A moderate rate: some ten thousand a second.
    private static int SendNumbered(NetworkNamespace node, Func<bool> isOver)
    {
        using Socket sender = node.Get(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        sender.Connect(IPAddress.Parse("10.0.0.2"), 5001);
        byte[] datagram = new byte[18];
        int sent = 0;
        while (!isOver())
        {
            for (int i = 0; i < 16; i++)
            {
                BinaryPrimitives.WriteInt32BigEndian(datagram, ++sent);
                sender.Send(datagram);
            }

            Thread.Sleep(1); // the rate is moderate: what is lost is then lost by a move
        }

        return sent;
    }
}

/// <summary>With io_uring.</summary>
[Trait("Category", "System")]
public sealed class UringPortMoveOnTapsTests() : PortMoveOnTapsTests(EngineKind.Uring);

/// <summary>With epoll.</summary>
[Trait("Category", "System")]
public sealed class EpollPortMoveOnTapsTests() : PortMoveOnTapsTests(EngineKind.Epoll);
