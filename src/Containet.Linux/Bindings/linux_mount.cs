namespace Containet.Linux.Bindings;

// linux/mount.h: the descriptor-based mount calls of Linux 5.2
public static partial class Native
{
    public const int FSOPEN_CLOEXEC = 0x00000001;

    public const int FSMOUNT_CLOEXEC = 0x00000001;

    public const int FSCONFIG_SET_FLAG = 0;
    public const int FSCONFIG_SET_STRING = 1;
    public const int FSCONFIG_CMD_CREATE = 6;

    public const int MOUNT_ATTR_RDONLY = 0x00000001;
    public const int MOUNT_ATTR_NOSUID = 0x00000002;
    public const int MOUNT_ATTR_NODEV = 0x00000004;
    public const int MOUNT_ATTR_NOEXEC = 0x00000008;

    public const int MOVE_MOUNT_F_EMPTY_PATH = 0x00000004;
    public const int MOVE_MOUNT_T_EMPTY_PATH = 0x00000040;
}
