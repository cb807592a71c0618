using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// linux/capability.h
public static unsafe partial class Native
{
    public const uint _LINUX_CAPABILITY_VERSION_3 = 0x20080522;

    /// <summary>How many <see cref="__user_cap_data_struct"/> a set of version 3 takes.</summary>
    public const int _LINUX_CAPABILITY_U32S_3 = 2;

    /// <summary>Reads the sets of a process; 0 in the header's pid is the calling thread.</summary>
    [LibraryImport(Libc, SetLastError = true)]
    public static partial int capget(__user_cap_header_struct* header, __user_cap_data_struct* data);

    [StructLayout(LayoutKind.Sequential)]
    public struct __user_cap_header_struct
    {
        public uint version;
        public int pid;
    }

    /// <summary>32 capabilities; the second of two has those from 32 on.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct __user_cap_data_struct
    {
        public uint effective;
        public uint permitted;
        public uint inheritable;
    }
}
