using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Containet.DataPlane;
using Containet.DataPlane.Ports;
using Containet.SystemTests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Containet.SystemTests;

/// <summary>
/// Ports, of one queue and of a queue for each worker, join and leave on real taps while everybody sends: two stations that stay exchange streams, which must arrive whole, and
/// flood those that come and go, which send back as long as they are there. Afterwards descriptors, memory, frames and
/// ports are all as before. For 5 s an engine, or as many as <c>CONTAINET_STRESS_SECONDS</c> says.
/// </summary>
public abstract class PortChangeStressTests(EngineKind engine, ITestOutputHelper log) : SwitchOnTaps(engine)
{
    private const int Coming = 4;
    private const int FirstComing = 11; // 10.0.0.11 and so on
    private const int Burst = 100;
    private const long HeapSlack = 16 << 20; // bytes
    private const long MemorySlack = 300 << 20; // bytes: both pools, of which frames reach more and more, and the runtime's ups and downs
    private static readonly int[] Kinds = [WithVnet, Plain, WithBoth, WithPi];

    [SkippableFact]
    public void Ports_come_and_go_under_full_traffic()
    {
        double seconds = double.Parse(Environment.GetEnvironmentVariable("CONTAINET_STRESS_SECONDS") ?? "5", CultureInfo.InvariantCulture);
        Switch sut = Start(new SwitchOptions { Workers = 2 });
        (NetworkNamespace a, Port _) = JoinEverywhere(1);
        (NetworkNamespace b, Port _) = Join(2, WithVnet, worker: 1);
        NetworkNamespace[] nodes = [.. Enumerable.Range(0, Coming).Select(_ => MakeNode())];

        // Once without counting, so that what is made once has been made.
        Play(sut, a, b, nodes, TimeSpan.FromSeconds(1));
        int descriptors = Descriptors();
        (long heap, long memory) = Memory();
        (int changes, int streams) = Play(sut, a, b, nodes, TimeSpan.FromSeconds(seconds));

        log.WriteLine($"{changes} joins, {streams} streams, {sut.Ports.Sum(port => port.Totals.ReceivedFrames)} frames from those that stayed");
        Assert.Equal(2, sut.Ports.Count);
        Assert.All(sut.Ports, port => Assert.Equal(0, port.AnyFailure));
        AwaitFrames();
        Launches.Eventually(() => Descriptors() <= descriptors, $"the {descriptors} descriptors of before are all there are");
        (long heapNow, long memoryNow) = Memory();
        Assert.InRange(heapNow - heap, long.MinValue, HeapSlack);
        Assert.InRange(memoryNow - memory, long.MinValue, MemorySlack);
        a.Check("ping", "-c", "2", "-i", "0.05", "-W", "2", "10.0.0.2");
        Assert.True(changes > seconds && streams > 0, $"only {changes} joins and {streams} streams");
    }

    private (int Changes, int Streams) Play(Switch sut, NetworkNamespace a, NetworkNamespace b, NetworkNamespace[] nodes, TimeSpan time)
    {
        using var over = new CancellationTokenSource(time);
        int streams = 0;
        Task[] tasks =
        [
            Run(() =>
            {
                while (!over.IsCancellationRequested)
                {
                    TcpStream.Transfer(a, b, "10.0.0.2", 5_000_000);
                    TcpStream.Transfer(b, a, "fd00::1", 5_000_000);
                    streams += 2;
                }
            }),
            Run(() => Flood(a, [.. Enumerable.Range(FirstComing, Coming).Select(n => $"10.0.0.{n}"), "10.0.0.255"], over.Token)),
            .. nodes.Select(node => Run(() => Flood(node, ["10.0.0.1", "10.0.0.2", "10.0.0.255"], over.Token))),
        ];
        int changes = 0;
        try
        {
            changes = ComeAndGo(sut, nodes, over.Token);
        }
        finally
        {
            over.Cancel();
            Task.WaitAll(tasks);
        }

        return (changes, streams);
    }

    private int ComeAndGo(Switch sut, NetworkNamespace[] nodes, CancellationToken over)
    {
        var random = new Random(20261124);
        var present = new Port?[nodes.Length];
        int changes = 0;
        while (!over.IsCancellationRequested)
        {
            int which = random.Next(nodes.Length);
            if (present[which] is { } leaving)
            {
                // Half of them leave like containers that die: the interface first, the port when somebody notices.
                if (random.Next(2) == 0)
                {
                    nodes[which].Check("ip", "link", "del", "eth0");
                }

                sut.RemovePort(leaving);
                present[which] = null;
            }
            else
            {
                present[which] = Join(
                    nodes[which], FirstComing + which, Kinds[random.Next(Kinds.Length)], worker: random.Next(2), queues: 1 + random.Next(2));
                changes++;
            }
        }

        Array.ForEach(present, port =>
        {
            if (port is not null)
            {
                sut.RemovePort(port);
            }
        });
        return changes;
    }

    private static Task Run(Action action) => Task.Factory.StartNew(action, TaskCreationOptions.LongRunning);

    // Small datagrams to all of them in turn, in bursts, whether they are there or not; with a breath between, or the streams
    // would not get through the sender's own queue, nor the test to its end.
    private static void Flood(NetworkNamespace from, string[] to, CancellationToken over)
    {
        using Socket socket = from.Get(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        socket.EnableBroadcast = true;
        EndPoint[] targets = [.. to.Select(address => new IPEndPoint(IPAddress.Parse(address), 9))];
        byte[] datagram = new byte[1400];
        for (int i = 0; !over.IsCancellationRequested; i++)
        {
            if (i % Burst == 0)
            {
                Thread.Sleep(1); // leaves the others some of the machine
            }

            try
            {
                socket.SendTo(datagram.AsSpan(0, i % 100 == 0 ? 1400 : 18), SocketFlags.None, targets[i / 20 % targets.Length]);
            }
            catch (SocketException)
            {
                Thread.Sleep(1); // no interface now, or nobody there (ECONNREFUSED, EHOSTUNREACH)
            }
        }
    }

    // What a switch holds: taps, doorbells, rings. The pipes of programs that the test has run end when .NET gets to it.
    private static int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd")
        .Select(entry => new FileInfo(entry).LinkTarget ?? "")
        .Count(target => target.StartsWith("anon_inode:", StringComparison.Ordinal) || target == "/dev/net/tun");

    private static (long Heap, long Resident) Memory()
    {
        long heap = GC.GetTotalMemory(forceFullCollection: true);
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        return (heap, self.WorkingSet64);
    }
}

/// <summary>With io_uring.</summary>
[Trait("Category", "Stress")]
[Collection("Port changes")] // one after the other: they count what this process holds
public sealed class UringPortChangeStressTests(ITestOutputHelper log) : PortChangeStressTests(EngineKind.Uring, log);

/// <summary>With io_uring as Linux 5.15 has it.</summary>
[Trait("Category", "Stress")]
[Collection("Port changes")] // one after the other: they count what this process holds
public sealed class Uring515PortChangeStressTests(ITestOutputHelper log) : PortChangeStressTests(EngineKind.Uring515, log);

/// <summary>With epoll.</summary>
[Trait("Category", "Stress")]
[Collection("Port changes")] // one after the other: they count what this process holds
public sealed class EpollPortChangeStressTests(ITestOutputHelper log) : PortChangeStressTests(EngineKind.Epoll, log);
