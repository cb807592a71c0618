using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// linux/filter.h, linux/bpf_common.h
public static unsafe partial class Native
{
    public const ushort BPF_RET = 0x06;

    /// <summary>One instruction of classic BPF.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct sock_filter
    {
        public ushort code;
        public byte jt;
        public byte jf;
        public uint k;
    }

    /// <summary>A program of classic BPF; 16 bytes on 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct sock_fprog
    {
        public ushort len;
        public sock_filter* filter;
    }
}
