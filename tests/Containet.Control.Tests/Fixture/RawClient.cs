using System.Text;
using Containet.Linux;

namespace Containet.Control.Tests;

/// <summary>A client that sends exactly what it is told.</summary>
internal sealed class RawClient(Fd socket) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly List<byte> _received = [];

    public Fd Socket { get; } = socket;

    public void Send(string text, params int[] descriptors) => Send(Encoding.UTF8.GetBytes(text), descriptors);

    public void Send(ReadOnlySpan<byte> bytes, params int[] descriptors)
    {
        while (bytes.Length > 0)
        {
            int sent = TrySend(bytes, descriptors);
            if (sent < 0)
            {
                throw new LinuxException(-sent, "send", "");
            }

            bytes = bytes[sent..];
            descriptors = [];
        }
    }

    /// <summary>What sendmsg says.</summary>
    public int TrySend(ReadOnlySpan<byte> bytes, params int[] descriptors) => UnixSocket.Send(Socket.Value, bytes, descriptors);

    /// <summary>The next reply without its newline; null at the end of the stream.</summary>
    public string? TryReadLine()
    {
        byte[] buffer = new byte[65536];
        while (true)
        {
            int end = _received.IndexOf((byte)'\n');
            if (end >= 0)
            {
                string line = Encoding.UTF8.GetString([.. _received.Take(end)]);
                _received.RemoveRange(0, end + 1);
                return line;
            }

            if (!UnixSocket.WaitReadable(Socket.Value, Patience))
            {
                throw new TimeoutException($"no reply within {Patience}");
            }

            int count = UnixSocket.Receive(Socket.Value, buffer, [], out _, out _);
            if (count <= 0)
            {
                return null;
            }

            _received.AddRange(buffer.AsSpan(0, count));
        }
    }

    public string ReadLine() => TryReadLine() ?? throw new EndOfStreamException("the server closed the connection");

    public void Dispose() => Socket.Dispose();
}
