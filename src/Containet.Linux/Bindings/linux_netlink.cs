using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// linux/netlink.h
public static partial class Native
{
    public const int NETLINK_ROUTE = 0;

    public const ushort NLM_F_REQUEST = 0x01;
    public const ushort NLM_F_ACK = 0x04;
    public const ushort NLM_F_EXCL = 0x200;
    public const ushort NLM_F_CREATE = 0x400;

    public const ushort NLMSG_ERROR = 2;

    /// <summary>The header of every netlink message: 16 bytes, native byte order.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct nlmsghdr
    {
        public uint nlmsg_len; // this header included
        public ushort nlmsg_type;
        public ushort nlmsg_flags;
        public uint nlmsg_seq;
        public uint nlmsg_pid;
    }

    /// <summary>The head of an <see cref="NLMSG_ERROR"/> message's body; error is a negative errno, 0 acknowledges.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct nlmsgerr
    {
        public int error;
        public nlmsghdr msg;
    }

    /// <summary>The header of an attribute, whose payload follows and is padded to four bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct nlattr
    {
        public ushort nla_len; // this header included, the padding not
        public ushort nla_type;
    }
}
