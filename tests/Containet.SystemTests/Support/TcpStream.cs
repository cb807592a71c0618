using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Containet.SystemTests.Support;

/// <summary>TCP between two namespaces, compared byte for byte.</summary>
internal static class TcpStream
{
    /// <summary>Sends random bytes from one node to another, all of which must arrive as they were sent.</summary>
    /// <param name="from">The node that sends.</param>
    /// <param name="to">The node that receives.</param>
    /// <param name="address">The receiver's address, of either family.</param>
    /// <param name="bytes">How many.</param>
    /// <param name="prepare">What else is to be set on the sender's socket before it connects.</param>
    public static void Transfer(NetworkNamespace from, NetworkNamespace to, string address, int bytes, Action<Socket>? prepare = null)
    {
        byte[] sent = new byte[bytes];
        new Random(bytes).NextBytes(sent);
        IPAddress target = IPAddress.Parse(address);
        using Socket listener = to.Get(() => Make(target.AddressFamily));
        listener.Bind(new IPEndPoint(target, 0)); // of its own: a connection of the transfer before may not be gone yet
        listener.Listen();
        var receiving = Task.Run(() => ReceiveAll(listener, bytes));
        using Socket sender = from.Get(() => Make(target.AddressFamily));
        sender.SendTimeout = 20_000;
        prepare?.Invoke(sender);
        sender.Connect(listener.LocalEndPoint!);
        sender.Send(sent);
        sender.Shutdown(SocketShutdown.Send);
        Assert.True(receiving.Wait(TimeSpan.FromSeconds(20)), $"the stream to {address} did not end");
        Assert.Equal(bytes, receiving.Result.Length);
        int differs = receiving.Result.Span.CommonPrefixLength(sent);
        Assert.True(differs == bytes, $"the stream to {address} differs from byte {differs} on");
    }

    private static Socket Make(AddressFamily family) => new(family, SocketType.Stream, ProtocolType.Tcp);

    private static Memory<byte> ReceiveAll(Socket listener, int expected)
    {
        using Socket accepted = listener.Accept();
        accepted.ReceiveTimeout = 20_000;
        byte[] buffer = new byte[expected + 1];
        int length = 0;
        for (int n; (n = accepted.Receive(buffer.AsSpan(length))) > 0;)
        {
            length += n;
        }

        return buffer.AsMemory(0, length);
    }
}
