using System.Net.Sockets;
using System.Text;

namespace Containet.Images.Tests.Support;

/// <summary>Writes an answer, right or wrong.</summary>
internal sealed class TestResponse(Stream stream, TcpClient client, CancellationToken end)
{
    /// <summary>Whether the answer is without its body.</summary>
    public bool IsHead { get; set; }

    /// <summary>Bytes as they are.</summary>
    public async Task Raw(ReadOnlyMemory<byte> bytes) => await stream.WriteAsync(bytes, end);

    /// <summary>A whole answer.</summary>
    public async Task Send(int status, string type, byte[] body, params string[] headers)
    {
        await Head(status, [$"Content-Length: {body.Length}", $"Content-Type: {type}", .. headers]);
        if (!IsHead)
        {
            await Raw(body);
        }
    }

    /// <summary>An answer's head.</summary>
    public Task Head(int status, params string[] headers) =>
        Raw(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} Whatever\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n"));

    /// <summary>An answer without a body.</summary>
    public Task Empty(int status, params string[] headers) => Head(status, [.. headers, "Content-Length: 0"]);

    /// <summary>Bytes for ever, or until the peer has enough.</summary>
    public async Task Endless()
    {
        byte[] chunk = [.. "10000\r\n"u8, .. new byte[0x10000], .. "\r\n"u8];
        while (true)
        {
            await Raw(chunk);
        }
    }

    /// <summary>Nothing for ever.</summary>
    public Task Silence() => Task.Delay(Timeout.Infinite, end);

    /// <summary>Ends the connection the hard way.</summary>
    public void Reset()
    {
        client.LingerState = new LingerOption(true, 0);
        client.Close();
        throw new IOException("reset");
    }
}
