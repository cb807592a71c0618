using System.Net.Sockets;
using System.Text;
using Containet.Linux;
using Xunit;

namespace Containet.SystemTests.Support;

/// <summary>
/// Speaks to a switch as the first version's programs do: a connection a request, the request's bytes without a newline,
/// at most one descriptor with them, one read of at most 256 bytes for the reply.
/// </summary>
internal static class FirstProtocolClient
{
    private const int ReplyBytes = 256;

    /// <summary>Sends one request and reads its reply.</summary>
    public static string Ask(string socketPath, string request, Fd? descriptor = null)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
        socket.Connect(new UnixDomainSocketEndPoint(socketPath));
        byte[] bytes = Encoding.UTF8.GetBytes(request);
        Assert.Equal(bytes.Length, UnixSocket.Send((int)socket.Handle, bytes, descriptor is null ? [] : [descriptor.Value]));
        byte[] reply = new byte[ReplyBytes];
        return Encoding.UTF8.GetString(reply, 0, socket.Receive(reply));
    }

    /// <summary>Adds a port, with the spaces that the first programs wrote.</summary>
    public static string AddPort(string socketPath, string token, string node, Fd tap) => Ask(
        socketPath, $$"""{ "authtoken": "{{token}}", "add-etherfd": { "ifname": "eth0", "nodeid": "{{node}}" } }""", tap);

    /// <summary>Removes every port of a node.</summary>
    public static string RemovePorts(string socketPath, string token, string node) => Ask(
        socketPath, $$"""{ "authtoken": "{{token}}", "remove-etherfd": { "nodeid": "{{node}}" } }""");

    /// <summary>Hands a bound socket over.</summary>
    public static string AddControlSocket(string socketPath, string token, string node, Fd socket) => Ask(
        socketPath, $$"""{ "authtoken": "{{token}}", "add-ctrlsock": { "nodeid": "{{node}}" } }""", socket);
}
