using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// linux/bpf.h, linux/bpf_common.h, linux/if_link.h
public static unsafe partial class Native
{
    public const int BPF_MAP_CREATE = 0;
    public const int BPF_MAP_LOOKUP_ELEM = 1;
    public const int BPF_PROG_LOAD = 5;
    public const int BPF_LINK_CREATE = 28;

    public const uint BPF_MAP_TYPE_ARRAY = 2;
    public const uint BPF_PROG_TYPE_XDP = 6;
    public const uint BPF_XDP = 37;

    public const uint XDP_DROP = 1;
    public const uint XDP_PASS = 2;

    public const uint XDP_FLAGS_SKB_MODE = 1u << 1;
    public const uint XDP_FLAGS_DRV_MODE = 1u << 2;

    /// <summary>The source register of a 64-bit load whose immediate is a map's descriptor.</summary>
    public const byte BPF_PSEUDO_MAP_FD = 1;

    /// <summary>The source register of a 64-bit load of an address in a map's first value.</summary>
    public const byte BPF_PSEUDO_MAP_VALUE = 2;

    public static int SYS_bpf => OnArm64 ? 280 : 321;

    /// <summary>One instruction of eBPF, 8 bytes; <c>registers</c> has the source in its high half.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct bpf_insn
    {
        public byte code;
        public byte registers;
        public short off;
        public int imm;
    }

    /// <summary>The part of <c>union bpf_attr</c> that creates a map.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct bpf_attr_map
    {
        public uint map_type;
        public uint key_size;
        public uint value_size;
        public uint max_entries;
        public uint map_flags;
    }

    /// <summary>The part of <c>union bpf_attr</c> that looks up a map's element.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct bpf_attr_element
    {
        public uint map_fd;
        public ulong key;
        public ulong value;
        public ulong flags;
    }

    /// <summary>The part of <c>union bpf_attr</c> that loads a program.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct bpf_attr_program
    {
        public uint prog_type;
        public uint insn_cnt;
        public ulong insns;
        public ulong license;
        public uint log_level;
        public uint log_size;
        public ulong log_buf;
        public uint kern_version;
        public uint prog_flags;
        public fixed byte prog_name[16];
        public uint prog_ifindex;
        public uint expected_attach_type;
    }

    /// <summary>The part of <c>union bpf_attr</c> that attaches a program for as long as the link's descriptor is open.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct bpf_attr_link
    {
        public uint prog_fd;
        public uint target_ifindex;
        public uint attach_type;
        public uint flags;
    }

    /// <summary>bpf(2).</summary>
    /// <returns>A descriptor or 0; −1 with errno.</returns>
    public static int bpf(int command, void* attributes, int size) => (int)syscall(SYS_bpf, command, (nint)attributes, size, 0, 0, 0);
}
