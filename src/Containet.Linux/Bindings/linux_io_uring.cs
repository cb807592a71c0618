using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// linux/io_uring.h: what is newer than the header that Tmds.LibC mirrors. The rest is there.
public static unsafe partial class Native
{
    public const byte IORING_OP_READ_MULTISHOT = 49;

    public const byte IOSQE_CQE_SKIP_SUCCESS = 1 << 6;

    public const uint IORING_SETUP_R_DISABLED = 1u << 6;
    public const uint IORING_SETUP_SUBMIT_ALL = 1u << 7;
    public const uint IORING_SETUP_COOP_TASKRUN = 1u << 8;
    public const uint IORING_SETUP_TASKRUN_FLAG = 1u << 9;
    public const uint IORING_SETUP_SINGLE_ISSUER = 1u << 12;
    public const uint IORING_SETUP_DEFER_TASKRUN = 1u << 13;

    public const uint IORING_FEAT_CQE_SKIP = 1u << 11;

    public const int IORING_REGISTER_ENABLE_RINGS = 12;
    public const int IORING_REGISTER_FILES2 = 13;
    public const int IORING_REGISTER_PBUF_RING = 22;

    public const uint IORING_RSRC_REGISTER_SPARSE = 1u << 0;

    public const uint IORING_SQ_CQ_OVERFLOW = 1u << 1;
    public const uint IORING_SQ_TASKRUN = 1u << 2;

    public const uint IORING_CQE_F_MORE = 1u << 1;

    public const uint IORING_POLL_ADD_MULTI = 1u << 0;
    public const uint IORING_ENTER_EXT_ARG = 1u << 3;
    public const int SYS_io_uring_enter = 426;
    public const int ETIME = 62;

    [StructLayout(LayoutKind.Sequential)]
    public struct io_uring_rsrc_register
    {
        public uint nr;
        public uint flags;
        public ulong resv2;
        public ulong data;
        public ulong tags;
    }

    /// <summary>A provided buffer. The ring's tail lies in the last two bytes of the first entry.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct io_uring_buf
    {
        public ulong addr;
        public uint len;
        public ushort bid;
        public ushort resv;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct io_uring_buf_reg
    {
        public ulong ring_addr;
        public uint ring_entries;
        public ushort bgid;
        public ushort flags;
        public fixed ulong resv[3];
    }

    /// <summary>What a wait with a limit takes (since Linux 5.11).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct io_uring_getevents_arg
    {
        public ulong sigmask;
        public uint sigmask_sz;
        public uint pad;
        public ulong ts;
    }
}
