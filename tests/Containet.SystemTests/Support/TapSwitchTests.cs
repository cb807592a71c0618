using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Containet.DataPlane;
using Containet.DataPlane.Ports;
using Containet.Linux;
using Xunit;

namespace Containet.SystemTests.Support;

/// <summary>Tests of a switch in this process with real taps in namespaces of the test's own.</summary>
public abstract class TapSwitchTests(EngineKind engine) : IDisposable
{
    private readonly List<NetworkNamespace> _namespaces = [];
    private Switch? _switch;

    /// <summary>The switch, once started.</summary>
    private protected Switch Plane => _switch ?? throw new InvalidOperationException("the switch is not started");

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _switch?.Dispose();
        _namespaces.ForEach(n => n.Dispose());
    }

    /// <summary>Starts it.</summary>
    private protected void Start(int workers, TimeSpan? ageing = null) =>
        _switch = new Switch(new SwitchOptions { Engine = engine, Workers = workers, Ageing = ageing ?? new SwitchOptions().Ageing });

    /// <summary>Datagrams that carry a number: how many came, and how many of those not behind the one before.</summary>
    private protected static (int Received, int Wrong) CountNumbered(Socket receiver)
    {
        byte[] buffer = new byte[2000];
        int received = 0;
        int wrong = 0;
        int last = 0;
        while (true)
        {
            try
            {
                receiver.Receive(buffer);
            }
            catch (SocketException)
            {
                return (received, wrong); // nothing for half a second: the flood is over
            }

            int number = BinaryPrimitives.ReadInt32BigEndian(buffer);
            wrong += number > last ? 0 : 1;
            last = number;
            received++;
        }
    }

    /// <summary>One TCP stream that must arrive whole; the bytes that differ.</summary>
    private protected static long Transfer(NetworkNamespace from, NetworkNamespace to, string address)
    {
        const int Bytes = 8_000_000;
        byte[] sent = new byte[Bytes];
        new Random(7).NextBytes(sent);
        using var listener = to.Get(() =>
        {
            var socket = new Socket(
                AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Any, 5000));
            socket.Listen();
            return socket;
        });
        var received = Task.Run(() =>
        {
            using Socket accepted = listener.Accept();
            byte[] buffer = new byte[Bytes];
            int length = 0;
            for (int n; (n = accepted.Receive(buffer.AsSpan(length))) > 0;)
            {
                length += n;
            }

            return buffer.AsMemory(0, length);
        });
        using Socket sender = from.Get(() => new Socket(
            AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        sender.Connect(IPAddress.Parse(address), 5000);
        sender.Send(sent);
        sender.Shutdown(SocketShutdown.Send);
        Assert.True(received.Wait(TimeSpan.FromSeconds(20)), "the stream did not end");
        return received.Result.Span.SequenceEqual(sent) ? 0 : Bytes;
    }

    /// <summary>A node with a tap on the switch: 10.0.0.NUMBER.</summary>
    private protected (NetworkNamespace Node, Port Port) Join(int number, int flags, int worker = -1, int mtu = 1500)
    {
        var node = new NetworkNamespace();
        _namespaces.Add(node);
        Fd tap = node.AddTap(flags, $"10.0.0.{number}/24", mtu);
        TapInfo info = Tap.Query(tap.Value);
        Port port = Plane.AddPort(new PortSpec($"node{number}", info.Name)
        {
            Tap = tap,
            PacketInformation = info.HasPacketInformation,
            VnetHeaderSize = info.VnetHeaderSize,
            Worker = worker,
        });
        Assert.Equal(engine == EngineKind.Uring ? "io_uring" : "epoll", Plane.Workers[port.Worker].Engine);
        return (node, port);
    }
}
