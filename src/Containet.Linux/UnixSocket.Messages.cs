using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Containet.Linux;

// Bytes with descriptors: SCM_RIGHTS of unix(7), cmsg(3).
public static unsafe partial class UnixSocket
{
    /// <summary>The most descriptors the kernel lets one message carry (SCM_MAX_FD of net/scm.h).</summary>
    public const int MaxDescriptors = 253;

    // Tmds.LibC rounds CMSG_LEN up, which the kernel takes for one more descriptor when their number is odd.
    private static int ControlLength(int descriptors) => sizeof(cmsghdr) + (descriptors * sizeof(int));

    /// <summary>Sends bytes and, with the first of them, descriptors. A vanished peer raises no signal.</summary>
    /// <param name="socket">A connected stream socket.</param>
    /// <param name="bytes">At least one byte if there are descriptors.</param>
    /// <param name="descriptors">Up to <see cref="MaxDescriptors"/>; the receiver gets copies, the sender keeps its own.</param>
    /// <returns>
    /// How many bytes went; the descriptors went with the first. Negative: −errno, as −EAGAIN (full), −EPIPE (nobody reads).
    /// </returns>
    public static int Send(int socket, ReadOnlySpan<byte> bytes, ReadOnlySpan<int> descriptors = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Length, MaxDescriptors);
        int controlSize = LibC.CMSG_SPACE(descriptors.Length * sizeof(int));
        byte* control = stackalloc byte[controlSize];
        fixed (byte* data = bytes)
        {
            iovec vector = default;
            vector.iov_base = data;
            vector.iov_len = bytes.Length;
            msghdr message = default;
            message.msg_iov = &vector;
            message.msg_iovlen = 1;
            if (descriptors.Length > 0)
            {
                // Safe: the control buffer was sized for exactly these descriptors.
                var header = (cmsghdr*)control;
                header->cmsg_len = (uint)ControlLength(descriptors.Length);
                header->cmsg_level = LibC.SOL_SOCKET;
                header->cmsg_type = LibC.SCM_RIGHTS;
                MemoryMarshal.AsBytes(descriptors).CopyTo(new Span<byte>(LibC.CMSG_DATA(header), descriptors.Length * sizeof(int)));
                message.msg_control = control;
                message.msg_controllen = (uint)controlSize;
            }

            while (true)
            {
                int sent = (int)LibC.sendmsg(socket, &message, LibC.MSG_NOSIGNAL);
                int errno = sent < 0 ? LibC.errno : 0;
                if (errno != LibC.EINTR)
                {
                    return sent < 0 ? -errno : sent;
                }
            }
        }
    }

    /// <summary>
    /// Receives what there is without waiting, descriptors included. The bytes that descriptors came with are the last
    /// that this call returns: the kernel never reads past them in one call, though it may begin before them.
    /// </summary>
    /// <param name="socket">A connected stream socket, blocking or not.</param>
    /// <param name="buffer">Where the bytes go; not empty.</param>
    /// <param name="descriptors">Where descriptors go, close-on-exec, which the caller then owns, whatever the result.</param>
    /// <param name="count">How many descriptors came.</param>
    /// <param name="truncated">More came than fit or could be opened; the kernel has closed those (MSG_CTRUNC).</param>
    /// <returns>How many bytes; 0 at the end of the stream. Negative: −errno, as −EAGAIN (nothing yet), −ECONNRESET.</returns>
    public static int Receive(int socket, Span<byte> buffer, Span<int> descriptors, out int count, out bool truncated)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Length, MaxDescriptors);
        count = 0;
        truncated = false;

        // The exact length, not CMSG_SPACE, whose padding would let one more descriptor in than fits the span.
        int controlSize = ControlLength(descriptors.Length);
        byte* control = stackalloc byte[LibC.CMSG_SPACE(descriptors.Length * sizeof(int))];
        fixed (byte* data = buffer)
        {
            iovec vector = default;
            vector.iov_base = data;
            vector.iov_len = buffer.Length;
            msghdr message = default;
            int received;
            do
            {
                message.msg_iov = &vector;
                message.msg_iovlen = 1;
                message.msg_control = control;
                message.msg_controllen = (uint)controlSize;
                received = (int)LibC.recvmsg(socket, &message, LibC.MSG_DONTWAIT | LibC.MSG_CMSG_CLOEXEC);
            }
            while (received < 0 && LibC.errno == LibC.EINTR);

            if (received < 0)
            {
                return -LibC.errno;
            }

            truncated = (message.msg_flags & LibC.MSG_CTRUNC) != 0;

            // Safe: the kernel's headers lie inside the control buffer, and no more descriptors than the span holds fit there.
            for (cmsghdr* header = LibC.CMSG_FIRSTHDR(&message); header != null; header = LibC.CMSG_NXTHDR(&message, header))
            {
                if (header->cmsg_level == LibC.SOL_SOCKET && header->cmsg_type == LibC.SCM_RIGHTS)
                {
                    int size = (int)(uint)header->cmsg_len - sizeof(cmsghdr);
                    var came = new ReadOnlySpan<int>(LibC.CMSG_DATA(header), size / sizeof(int));
                    came.CopyTo(descriptors[count..]);
                    count += came.Length;
                }
            }

            return received;
        }
    }
}
