using System.Runtime.InteropServices;
using Containet.Linux;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containet.Mpps.Loads;

/// <summary>
/// Messages for sendmmsg(2) and recvmmsg(2), each with a buffer of its own, in memory outside the collector's heap that lives
/// as long as the program.
/// </summary>
internal sealed unsafe class MessageBatch
{
    private readonly byte* _buffers;
    private readonly int _size;

    /// <summary>Makes a batch.</summary>
    /// <param name="count">Messages.</param>
    /// <param name="size">Bytes of each buffer.</param>
    public MessageBatch(int count, int size)
    {
        const nuint Page = 4096;
        Count = count;
        _size = size;

        // Safe: never freed, so no pointer into it can dangle.
        Messages = (mmsghdr*)NativeMemory.AlignedAlloc((nuint)(count * sizeof(mmsghdr)), Page);
        var vectors = (iovec*)NativeMemory.AlignedAlloc((nuint)(count * sizeof(iovec)), Page);
        _buffers = (byte*)NativeMemory.AlignedAlloc((nuint)(count * size), Page);
        new Span<byte>(_buffers, count * size).Clear();
        for (int i = 0; i < count; i++)
        {
            vectors[i] = new iovec { iov_base = _buffers + (i * size), iov_len = size };
            Messages[i] = new mmsghdr { msg_hdr = new msghdr { msg_iov = vectors + i, msg_iovlen = 1 } };
        }
    }

    /// <summary>How many messages.</summary>
    public int Count { get; }

    /// <summary>The messages.</summary>
    public mmsghdr* Messages { get; }

    /// <summary>The buffer of a message.</summary>
    public Span<byte> Buffer(int index) => new(_buffers + ((nint)index * _size), _size);

    /// <summary>Sets where a message goes.</summary>
    /// <param name="index">The message.</param>
    /// <param name="address">Lives as long as the batch.</param>
    public void Address(int index, sockaddr_in* address)
    {
        msghdr header = Messages[index].msg_hdr;
        header.msg_name = address;
        header.msg_namelen = (uint)sizeof(sockaddr_in);
        Messages[index].msg_hdr = header;
    }

    /// <summary>Sends the first messages, all of them, however many calls it takes.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="count">How many.</param>
    /// <returns>How many the kernel refused because a queue was full (ENOBUFS, EAGAIN); these are lost.</returns>
    /// <exception cref="LinuxException">It failed for another reason.</exception>
    public int Send(int socket, int count)
    {
        int refused = 0;
        for (int done = 0; done < count;)
        {
            // Safe: the messages and what they point to live as long as the program.
            int taken = sendmmsg(socket, Messages + done, (uint)(count - done), 0);
            if (taken > 0)
            {
                done += taken;
                continue;
            }

            int errno = Marshal.GetLastPInvokeError();
            if (errno == LibC.ENOBUFS || errno == LibC.EAGAIN)
            {
                done++;
                refused++;
            }
            else if (errno != LibC.EINTR)
            {
                throw new LinuxException(errno, "sendmmsg", "");
            }
        }

        return refused;
    }

    /// <summary>Receives what there is, waiting for the first as long as the socket's timeout says.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="flags">Flags besides MSG_WAITFORONE.</param>
    /// <returns>How many messages; 0 when the time passed.</returns>
    /// <exception cref="LinuxException">It failed.</exception>
    public int Receive(int socket, int flags = 0)
    {
        // Safe: the kernel writes into the buffers, whose sizes it is told.
        int count = recvmmsg(socket, Messages, (uint)Count, LibC.MSG_WAITFORONE | flags, null);
        if (count >= 0)
        {
            return count;
        }

        int errno = Marshal.GetLastPInvokeError();
        return errno == LibC.EAGAIN || errno == LibC.EINTR ? 0 : throw new LinuxException(errno, "recvmmsg", "");
    }
}
