using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// linux/mount.h: the descriptor-based mount calls of Linux 5.2
public static partial class Native
{
    public const int FSOPEN_CLOEXEC = 0x00000001;

    public const int FSMOUNT_CLOEXEC = 0x00000001;

    public const int FSCONFIG_SET_FLAG = 0;
    public const int FSCONFIG_SET_STRING = 1;
    public const int FSCONFIG_CMD_CREATE = 6;

    public const int OPEN_TREE_CLONE = 1;
    public const int OPEN_TREE_CLOEXEC = 0x80000; // O_CLOEXEC
    public const int AT_RECURSIVE = 0x8000;

    public const int MOUNT_ATTR_RDONLY = 0x00000001;
    public const int MOUNT_ATTR_NOSUID = 0x00000002;
    public const int MOUNT_ATTR_NODEV = 0x00000004;
    public const int MOUNT_ATTR_NOEXEC = 0x00000008;

    public const int MOUNT_ATTR__ATIME = 0x00000070;
    public const int MOUNT_ATTR_NOATIME = 0x00000010;
    public const int MOUNT_ATTR_STRICTATIME = 0x00000020;
    public const int MOUNT_ATTR_NODIRATIME = 0x00000080;
    public const int MOUNT_ATTR_NOSYMFOLLOW = 0x00200000;

    public const int MOVE_MOUNT_F_EMPTY_PATH = 0x00000004;
    public const int MOVE_MOUNT_T_EMPTY_PATH = 0x00000040;

    /// <summary>What mount_setattr(2) changes: 32 bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct mount_attr
    {
        public ulong attr_set;
        public ulong attr_clr;
        public ulong propagation;
        public ulong userns_fd;
    }
}
