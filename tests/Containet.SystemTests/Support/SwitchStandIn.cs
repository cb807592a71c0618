using System.Net.Sockets;
using System.Text;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.SystemTests.Support;

/// <summary>One request as it came: its bytes and its descriptors.</summary>
internal sealed record ReceivedRequest(string Text, IReadOnlyList<Fd> Descriptors);

/// <summary>
/// Listens where a switch would and answers every request with what the test wants: to see a launcher's requests byte
/// for byte, and to answer what a real switch would not. It is an older switch, of which nobody can ask its settings.
/// </summary>
internal sealed class SwitchStandIn : IDisposable
{
    private const string Question = """{"settings":{}}""" + "\n";
    private const string OldAnswer = """{"error":"unknown verb \"settings\"","code":"unknown-verb"}""" + "\n";

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _directory = Directory.CreateTempSubdirectory("switch").FullName;
    private readonly string? _reply;
    private readonly Task _serving;
    private readonly List<ReceivedRequest> _requests = [];

    /// <param name="reply">The answer to every request; null never to answer.</param>
    public SwitchStandIn(string? reply = "{}\n")
    {
        _reply = reply;
        SocketPath = $"{_directory}/s";
        _listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        _listener.Listen();
        _serving = Task.Factory.StartNew(Serve, TaskCreationOptions.LongRunning);
    }

    public string SocketPath { get; }

    /// <summary>What came so far.</summary>
    public IReadOnlyList<ReceivedRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _serving.Wait(TimeSpan.FromSeconds(5));
        foreach (Fd descriptor in Requests.SelectMany(request => request.Descriptors))
        {
            descriptor.Dispose();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private void Serve()
    {
        try
        {
            while (true)
            {
                using Socket connection = _listener.Accept();
                while (Receive((int)connection.Handle) is { } request)
                {
                    if (request.Text == Question)
                    {
                        connection.Send(Encoding.UTF8.GetBytes(OldAnswer));
                        continue;
                    }

                    lock (_requests)
                    {
                        _requests.Add(request);
                    }

                    if (_reply is not null)
                    {
                        connection.Send(Encoding.UTF8.GetBytes(_reply));
                    }
                }
            }
        }
        catch (SocketException)
        {
            // The listener has been closed: the test is over.
        }
    }

    private static unsafe ReceivedRequest? Receive(int socket)
    {
        const int Room = 4096;
        byte* data = stackalloc byte[Room];
        byte* control = stackalloc byte[Room];
        var vector = new iovec { iov_base = data, iov_len = Room };
        var message = new msghdr { msg_iov = &vector, msg_iovlen = 1, msg_control = control, msg_controllen = Room };
        int length = (int)LibC.recvmsg(socket, &message, LibC.MSG_CMSG_CLOEXEC);
        if (length <= 0)
        {
            return null;
        }

        var descriptors = new List<Fd>();
        for (cmsghdr* header = LibC.CMSG_FIRSTHDR(&message); header != null; header = LibC.CMSG_NXTHDR(&message, header))
        {
            // Safe: the kernel says how long each part is.
            int count = ((int)(uint)header->cmsg_len - sizeof(cmsghdr)) / sizeof(int);
            foreach (int fd in new ReadOnlySpan<int>(LibC.CMSG_DATA(header), count))
            {
                descriptors.Add(new Fd(fd));
            }
        }

        return new ReceivedRequest(Encoding.UTF8.GetString(data, length), descriptors);
    }
}
