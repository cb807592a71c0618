using System.Runtime.InteropServices;

namespace Containet.Mpps.Kernel;

#pragma warning disable IDE1006 // Bindings carry the names of the headers they mirror.

// linux/io_uring.h, what Tmds.LibC lacks of it
internal static unsafe partial class Native
{
    public const uint IORING_SETUP_SUBMIT_ALL = 1u << 7;
    public const uint IORING_SETUP_TASKRUN_FLAG = 1u << 9;
    public const uint IORING_SETUP_SINGLE_ISSUER = 1u << 12;
    public const uint IORING_SETUP_DEFER_TASKRUN = 1u << 13;

    public const uint IORING_SQ_TASKRUN = 1u << 2;

    public const uint IORING_REGISTER_PBUF_RING = 22;

    public const byte IORING_OP_READ_MULTISHOT = 49;

    public const uint IORING_CQE_F_MORE = 1u << 1;

    /// <summary>A provided buffer, 16 bytes; the first one's last field is the ring's tail.</summary>
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
}
