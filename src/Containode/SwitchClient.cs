using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Containet.Linux;
using Tmds.Linux;

namespace Containode;

/// <summary>A connection to the switch: requests go out one at a time, each with its descriptors, and are answered by one line.</summary>
internal sealed unsafe class SwitchClient : IDisposable
{
    /// <summary>How long the switch may take to answer; it has no reason to take more than a millisecond.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int MaxReply = 64 * 1024;
    private const int MaxDescriptors = 2;

    private readonly string _path;
    private readonly Fd _socket;

    private SwitchClient(string path, Fd socket)
    {
        _path = path;
        _socket = socket;
    }

    /// <summary>Connects.</summary>
    /// <exception cref="LaunchException">Nobody listens there.</exception>
    public static SwitchClient Connect(string path)
    {
        Fd socket = UnixAddress.NewSocket();
        long* patience = stackalloc long[2] { (long)Patience.TotalSeconds, 0 };

        // Safe: a timeval is two longs, which the kernel reads. A full backlog makes connect wait, by this long at most.
        LibC.setsockopt(socket.Value, LibC.SOL_SOCKET, LibC.SO_SNDTIMEO, patience, 2 * sizeof(long));
        int errno = UnixAddress.Connect(socket, path);
        if (errno == 0)
        {
            return new SwitchClient(path, socket);
        }

        socket.Dispose();
        string hint = errno == LibC.ENOENT || errno == LibC.ECONNREFUSED
            ? $" (is containet running? start it with: containet -s {path})"
            : "";
        throw new LaunchException(new LinuxException(errno, "connect to", path).Message + hint);
    }

    /// <summary>Hands the switch eth0.</summary>
    /// <param name="options">The container's.</param>
    /// <param name="tap">The tap's descriptor.</param>
    /// <param name="pidFd">A pidfd of the container's first process, with whose end the port ends.</param>
    /// <exception cref="LaunchException">The switch refused, or did not answer.</exception>
    public void AddPort(LaunchOptions options, int tap, int pidFd)
    {
        string error = Request(options.Token, "add-etherfd", json =>
        {
            json.WriteString("ifname", ContainerNetwork.InterfaceName);
            json.WriteString("nodeid", options.Identity);
            json.WriteString("mac", StableMac.Format(StableMac.Of(options.Identity)));
            if (options.Address is { } address)
            {
                json.WriteString("ip4", address.ToString());
            }

            json.WriteNumber("mtu", ContainerNetwork.Mtu);
        }, [tap, pidFd]);
        Check(error, $"{ContainerNetwork.InterfaceName} of {options.Identity}");
    }

    /// <summary>Hands the switch a bound socket, on which it is to serve the container.</summary>
    /// <exception cref="LaunchException">The switch refused, or did not answer.</exception>
    public void AddControlSocket(LaunchOptions options, int socket) => Check(
        Request(options.Token, "add-ctrlsock", json => json.WriteString("nodeid", options.Identity), [socket]),
        $"the control socket of {options.Identity}");

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Check(string error, string subject)
    {
        if (error.Length > 0)
        {
            throw new LaunchException($"the switch at {_path} refused {subject}: {error}");
        }
    }

    private string Request(string token, string verb, Action<Utf8JsonWriter> arguments, ReadOnlySpan<int> descriptors)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("authtoken", token);
            json.WriteStartObject(verb);
            arguments(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        Send(buffer.WrittenSpan, descriptors);
        return ErrorOf(ReadLine());
    }

    private void Send(ReadOnlySpan<byte> request, ReadOnlySpan<int> descriptors)
    {
        int controlSize = LibC.CMSG_SPACE(MaxDescriptors * sizeof(int));
        byte* control = stackalloc byte[controlSize];
        fixed (byte* bytes = request)
        {
            var data = new iovec { iov_base = bytes, iov_len = request.Length };
            var message = new msghdr { msg_iov = &data, msg_iovlen = 1, msg_control = control, msg_controllen = LibC.CMSG_SPACE(descriptors.Length * sizeof(int)) };
            cmsghdr* header = LibC.CMSG_FIRSTHDR(&message);
            header->cmsg_level = LibC.SOL_SOCKET;
            header->cmsg_type = LibC.SCM_RIGHTS;

            // Not LibC.CMSG_LEN, which rounds up as CMSG_SPACE does: one descriptor would take descriptor 0 along.
            header->cmsg_len = sizeof(cmsghdr) + (descriptors.Length * sizeof(int));

            // Safe: there is room for as many as MaxDescriptors. A request of a few hundred bytes is taken whole.
            descriptors.CopyTo(new Span<int>(LibC.CMSG_DATA(header), descriptors.Length));
            if (LibC.sendmsg(_socket.Value, &message, LibC.MSG_NOSIGNAL) != request.Length)
            {
                throw new LaunchException(LinuxException.FromErrno("send to the switch at", _path).Message);
            }
        }
    }

    private ReadOnlySpan<byte> ReadLine()
    {
        byte[] reply = new byte[MaxReply];
        int length = 0;
        long start = Stopwatch.GetTimestamp();
        while (length < reply.Length)
        {
            var polled = new pollfd { fd = _socket.Value, events = LibC.POLLIN };
            int left = (int)(Patience - Stopwatch.GetElapsedTime(start)).TotalMilliseconds;
            if (left <= 0 || LibC.poll(&polled, 1, left) == 0)
            {
                throw new LaunchException($"the switch at {_path} did not answer within {Patience.TotalSeconds:0} seconds");
            }

            fixed (byte* free = &reply[length])
            {
                ssize_t got = LibC.recv(_socket.Value, free, reply.Length - length, 0);
                if (got < 0 && LibC.errno == LibC.EINTR)
                {
                    continue;
                }

                if (got <= 0)
                {
                    throw new LaunchException($"the switch at {_path} closed the connection instead of answering");
                }

                length += (int)got;
            }

            int end = reply.AsSpan(0, length).IndexOf((byte)'\n');
            if (end >= 0)
            {
                return reply.AsSpan(0, end);
            }
        }

        throw new LaunchException($"the switch at {_path} answered more than {MaxReply} bytes");
    }

    private string ErrorOf(ReadOnlySpan<byte> reply)
    {
        try
        {
            var reader = new Utf8JsonReader(reply);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.TryGetProperty("error", out JsonElement error) ? error.ToString() : "";
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new LaunchException($"the switch at {_path} answered what is no JSON object: {Encoding.UTF8.GetString(reply)}");
        }
    }
}
