using System.Buffers;
using System.Text.Json;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Control;

/// <summary>Replies of one connection on their way to a socket that may take them slowly.</summary>
internal sealed class OutputBuffer
{
    /// <summary>A buffer that one long reply has grown beyond this is not kept for the next connection.</summary>
    private const int KeptBytes = 64 * 1024;

    private readonly Utf8JsonWriter _writer;
    private ArrayBufferWriter<byte> _bytes = new();
    private int _sent;

    public OutputBuffer()
    {
        _writer = new Utf8JsonWriter(_bytes, ControlJson.Writing);
    }

    /// <summary>Bytes that the socket has not taken.</summary>
    public int Pending => _bytes.WrittenCount - _sent;

    /// <summary>Adds a reply and its newline.</summary>
    public void Write(Reply reply)
    {
        _writer.Reset(_bytes);
        JsonSerializer.Serialize(_writer, reply, ControlJson.Default.Reply);
        _writer.Flush();
        _bytes.Write("\n"u8);
    }

    /// <summary>Sends what the socket takes.</summary>
    /// <returns>Bytes sent, 0 if there are none or no room; negative: nobody will ever read them (−errno).</returns>
    public int Flush(Fd socket)
    {
        int total = 0;
        while (Pending > 0)
        {
            int sent = UnixSocket.Send(socket.Value, _bytes.WrittenSpan[_sent..]);
            if (sent < 0)
            {
                return sent == -LibC.EAGAIN ? total : sent;
            }

            _sent += sent;
            total += sent;
        }

        _bytes.ResetWrittenCount();
        _sent = 0;
        return total;
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        _sent = 0;
        if (_bytes.Capacity > KeptBytes)
        {
            _bytes = new ArrayBufferWriter<byte>();
        }
        else
        {
            _bytes.ResetWrittenCount();
        }
    }
}
