using System.Text;
using Containet.DataPlane.Offload;
using Containet.Linux;
using Tmds.Linux;
using Xunit;
using static Containet.Linux.Bindings.Native;

namespace Containet.SystemTests.Support;

/// <summary>
/// Frames with a virtio-net header each, sent and seen on an interface past its stack (packet(7), PACKET_VNET_HDR), VLAN tags included: what a
/// hostile program in a container has, and how the kernel's own segmentation and coalescing are asked for. One thread's.
/// </summary>
internal sealed unsafe class PacketSocket : IDisposable
{
    private const int ControlBytes = 256;
    private readonly Fd _socket;

    /// <summary>Opens one on eth0 of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="receives">Whether it is to see the interface's frames.</param>
    public PacketSocket(NetworkNamespace node, bool receives = false) => _socket = node.Get(() => Open("eth0", receives));

    /// <summary>Sends a frame.</summary>
    /// <returns>0, or the errno with which the kernel refused.</returns>
    public int Send(VnetHeader vnet, ReadOnlySpan<byte> frame)
    {
        byte* header = stackalloc byte[VnetHeader.Size];
        vnet.Write(new Span<byte>(header, VnetHeader.Size));

        // Safe: the kernel reads both pieces, as long as said, before it returns.
        fixed (byte* bytes = frame)
        {
            iovec* pieces = stackalloc iovec[2];
            pieces[0] = new iovec { iov_base = header, iov_len = VnetHeader.Size };
            pieces[1] = new iovec { iov_base = bytes, iov_len = frame.Length };
            return writev(_socket.Value, pieces, 2) < 0 ? System.Runtime.InteropServices.Marshal.GetLastPInvokeError() : 0;
        }
    }

    /// <summary>Sends a frame as often as fits one call (sendmmsg), as fast as the interface takes it.</summary>
    public void Flood(ReadOnlySpan<byte> frame)
    {
        const int Batch = 64;
        byte* header = stackalloc byte[VnetHeader.Size];
        default(VnetHeader).Write(new Span<byte>(header, VnetHeader.Size));

        // Safe: the kernel reads the same two pieces for every message, before it returns.
        fixed (byte* bytes = frame)
        {
            iovec* pieces = stackalloc iovec[2];
            pieces[0] = new iovec { iov_base = header, iov_len = VnetHeader.Size };
            pieces[1] = new iovec { iov_base = bytes, iov_len = frame.Length };
            mmsghdr* messages = stackalloc mmsghdr[Batch];
            for (int i = 0; i < Batch; i++)
            {
                messages[i] = new mmsghdr { msg_hdr = new msghdr { msg_iov = pieces, msg_iovlen = 2 } };
            }

            _ = sendmmsg(_socket.Value, messages, Batch, 0); // what the interface has no room for is lost: it is a flood
        }
    }

    /// <summary>Takes a frame that came in or went out.</summary>
    /// <returns>Null if none has within the time.</returns>
    public (VnetHeader Vnet, byte[] Frame)? Receive(int milliseconds)
    {
        pollfd poll = new() { fd = _socket.Value, events = LibC.POLLIN };
        if (LibC.poll(&poll, 1, milliseconds) <= 0)
        {
            return null;
        }

        byte[] buffer = new byte[70_000];
        byte* control = stackalloc byte[ControlBytes];
        tpacket_auxdata beside = default;
        int length;

        // Safe: the kernel writes no more than the array and the control buffer hold.
        fixed (byte* bytes = buffer)
        {
            iovec piece = new() { iov_base = bytes, iov_len = buffer.Length };
            msghdr message = new() { msg_iov = &piece, msg_iovlen = 1, msg_control = control, msg_controllen = ControlBytes };
            length = (int)LibC.recvmsg(_socket.Value, &message, 0);
            cmsghdr* header = LibC.CMSG_FIRSTHDR(&message);
            if (header != null && header->cmsg_type == PACKET_AUXDATA)
            {
                beside = *(tpacket_auxdata*)LibC.CMSG_DATA(header);
            }
        }

        Assert.True(length >= VnetHeader.Size + 14, $"a read of {length} bytes");
        return (VnetHeader.Read(buffer), WithTag(buffer.AsSpan(VnetHeader.Size, length - VnetHeader.Size), beside));
    }

    public void Dispose() => _socket.Dispose();

    private static Fd Open(string name, bool receives)
    {
        ushort protocol = receives ? LibC.htons(ETH_P_ALL) : (ushort)0;
        var socket = new Fd(LibC.socket(LibC.AF_PACKET, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, protocol));
        int on = 1;
        int room = 64 << 20;
        Required(LibC.setsockopt(socket.Value, LibC.SOL_PACKET, PACKET_AUXDATA, &on, sizeof(int)), name);
        Required(LibC.setsockopt(socket.Value, LibC.SOL_PACKET, PACKET_VNET_HDR, &on, sizeof(int)), name);
        Required(LibC.setsockopt(socket.Value, LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, &room, sizeof(int)), name);
        fixed (byte* text = Encoding.ASCII.GetBytes(name + '\0'))
        {
            sockaddr_ll address = default;
            address.sll_family = (ushort)LibC.AF_PACKET;
            address.sll_protocol = protocol;
            address.sll_ifindex = (int)if_nametoindex(text);
            Required(LibC.bind(socket.Value, (sockaddr*)&address, (uint)sizeof(sockaddr_ll)), name);
        }

        return socket;
    }

    // The outer tag, which the kernel has taken out of the frame, is put back.
    private static byte[] WithTag(ReadOnlySpan<byte> frame, tpacket_auxdata beside)
    {
        if ((beside.tp_status & TP_STATUS_VLAN_VALID) == 0)
        {
            return frame.ToArray();
        }

        (ushort type, ushort tag) = (beside.tp_vlan_tpid, beside.tp_vlan_tci);
        return [.. frame[..12], (byte)(type >> 8), (byte)type, (byte)(tag >> 8), (byte)tag, .. frame[12..]];
    }

    private static void Required(int result, string name)
    {
        if (result < 0)
        {
            throw LinuxException.FromErrno("packet socket on", name);
        }
    }
}
