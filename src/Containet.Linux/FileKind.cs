using Tmds.Linux;

namespace Containet.Linux;

/// <summary>
/// What kind of file a descriptor is of, without the file itself having a say: statx(2) without synchronising does not wait
/// for a file system's server, as an ioctl or fstat on a FUSE file of a hostile sender's would, for ever.
/// </summary>
public static unsafe class FileKind
{
    private const int DontSync = 0x4000; // AT_STATX_DONT_SYNC of linux/fcntl.h
    private const uint TypeOnly = 0x0001; // STATX_TYPE of linux/stat.h
    private const uint MiscMajor = 10; // MISC_MAJOR of linux/major.h
    private const uint TunMinor = 200; // TUN_MINOR of linux/miscdevice.h

    /// <summary>Whether it is an open <c>/dev/net/tun</c>, by the device's number, wherever its node lies.</summary>
    public static bool IsTunDevice(int fd) =>
        TryStat(fd, out statx status) && LibC.S_ISCHR(status.stx_mode)
        && status.stx_rdev_major == MiscMajor && status.stx_rdev_minor == TunMinor;

    /// <summary>Whether it is a regular file.</summary>
    public static bool IsRegular(int fd) => TryStat(fd, out statx status) && LibC.S_ISREG(status.stx_mode);

    /// <summary>The kind in words: <c>a socket</c>, <c>a directory</c> …</summary>
    public static string Describe(int fd)
    {
        if (!TryStat(fd, out statx status))
        {
            return "of no known kind";
        }

        mode_t mode = status.stx_mode;
        return LibC.S_ISREG(mode) ? "a regular file"
            : LibC.S_ISDIR(mode) ? "a directory"
            : LibC.S_ISSOCK(mode) ? "a socket"
            : LibC.S_ISFIFO(mode) ? "a pipe"
            : LibC.S_ISCHR(mode) ? $"a character device ({status.stx_rdev_major}:{status.stx_rdev_minor})"
            : LibC.S_ISBLK(mode) ? $"a block device ({status.stx_rdev_major}:{status.stx_rdev_minor})"
            : "an object of the kernel's";
    }

    private static bool TryStat(int fd, out statx status)
    {
        byte nothing = 0;

        // Safe: an empty, terminated path, and a structure of the caller's.
        fixed (statx* into = &status)
        {
            return LibC.statx(fd, &nothing, LibC.AT_EMPTY_PATH | DontSync, TypeOnly, into) == 0;
        }
    }
}
