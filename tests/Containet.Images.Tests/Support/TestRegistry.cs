using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Containet.Images.Tests.Support;

/// <summary>
/// A registry, token server or mirror on loopback that does exactly what a test says, down to the byte: its handler writes the
/// answer itself. It remembers every request.
/// </summary>
internal sealed class TestRegistry : IDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly X509Certificate2? _certificate;
    private readonly Func<TestRequest, TestResponse, Task> _handle;

    /// <param name="handle">Answers a request; what it throws closes the connection.</param>
    /// <param name="address">Where to listen: another loopback address is another host.</param>
    /// <param name="certificate">Speaks TLS with it.</param>
    public TestRegistry(Func<TestRequest, TestResponse, Task> handle, string address = "127.0.0.1", X509Certificate2? certificate = null)
    {
        _handle = handle;
        _certificate = certificate;
        _listener = new TcpListener(IPAddress.Parse(address), 0);
        _listener.Start();
        _ = Accept();
    }

    /// <summary>Host and port, as references have it.</summary>
    public string Host => _listener.LocalEndpoint.ToString()!;

    /// <summary>Its address.</summary>
    public string Url => $"{(_certificate is null ? "http" : "https")}://{Host}";

    /// <summary>Every request so far, in the order in which they came.</summary>
    public ConcurrentQueue<TestRequest> Requests { get; } = new();

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
    }

    private async Task Accept()
    {
        while (!_end.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_end.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(() => Serve(client));
        }
    }

    private async Task Serve(TcpClient client)
    {
        try
        {
            using (client)
            using (Stream stream = await Open(client))
            {
                while (await ReadHead(stream) is { } request)
                {
                    Requests.Enqueue(request);
                    await _handle(request, new TestResponse(stream, client, _end.Token));
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException
            or System.Security.Authentication.AuthenticationException)
        {
        }
    }

    private async Task<Stream> Open(TcpClient client)
    {
        if (_certificate is null)
        {
            return client.GetStream();
        }

        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
        return stream;
    }

    private async Task<TestRequest?> ReadHead(Stream stream)
    {
        var head = new List<byte>();
        byte[] one = new byte[1];
        while (!head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, _end.Token) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        string[] lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] first = lines[0].Split(' ');
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).ToLookup(parts => parts[0].ToLowerInvariant(), parts => parts[1].Trim());
        return new TestRequest(first[0], first[1], headers);
    }
}
