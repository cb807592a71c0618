using Tmds.Linux;

namespace Containet.Linux;

/// <summary>What the kernel knows of a name in a directory: of the name itself, never of what a symbolic link leads to.</summary>
public readonly record struct EntryStatus
{
    internal EntryStatus(in stat status)
    {
        Device = status.st_dev;
        Inode = status.st_ino;
        Links = status.st_nlink;
        Mode = Bits(status.st_mode);
        Owner = status.st_uid;
        Group = status.st_gid;
        NodeDevice = status.st_rdev;
        Size = status.st_size;
        Accessed = new FileTime(status.st_atim.tv_sec, (int)status.st_atim.tv_nsec);
        Modified = new FileTime(status.st_mtim.tv_sec, (int)status.st_mtim.tv_nsec);
    }

    /// <summary>The device that the file lies on.</summary>
    public ulong Device { get; }

    /// <summary>Its inode, unique on the device.</summary>
    public ulong Inode { get; }

    /// <summary>How many names it has.</summary>
    public ulong Links { get; }

    /// <summary>Its kind, <c>S_IF…</c>, and its permissions (inode(7)).</summary>
    public int Mode { get; }

    /// <summary>The permissions alone, set-id and sticky bits included.</summary>
    public int Permissions => Mode & 0xFFF;

    /// <summary>The user that owns it.</summary>
    public uint Owner { get; }

    /// <summary>The group that owns it.</summary>
    public uint Group { get; }

    /// <summary>Of a device node, the device that it stands for, as makedev(3) has it.</summary>
    public ulong NodeDevice { get; }

    /// <summary>Of a device node, its major number.</summary>
    public uint Major => (uint)((NodeDevice >> 8) & 0xFFF) | (uint)((NodeDevice >> 32) & 0xFFFFF000);

    /// <summary>Of a device node, its minor number.</summary>
    public uint Minor => (uint)(NodeDevice & 0xFF) | (uint)((NodeDevice >> 12) & 0xFFFFFF00);

    /// <summary>Its length in bytes; of a symbolic link, that of its target.</summary>
    public long Size { get; }

    /// <summary>When it was last read, as far as the file system keeps it.</summary>
    public FileTime Accessed { get; }

    /// <summary>When its content last changed.</summary>
    public FileTime Modified { get; }

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => Is(LibC.S_IFDIR);

    /// <summary>Whether it is a regular file.</summary>
    public bool IsFile => Is(LibC.S_IFREG);

    /// <summary>Whether it is a symbolic link.</summary>
    public bool IsSymbolicLink => Is(LibC.S_IFLNK);

    /// <summary>Whether it is a character device.</summary>
    public bool IsCharacterDevice => Is(LibC.S_IFCHR);

    /// <summary>Whether it is a block device.</summary>
    public bool IsBlockDevice => Is(LibC.S_IFBLK);

    /// <summary>Whether it is a FIFO.</summary>
    public bool IsFifo => Is(LibC.S_IFIFO);

    /// <summary>Whether it is a socket.</summary>
    public bool IsSocket => Is(LibC.S_IFSOCK);

    /// <summary>Whether an overlay mount takes it for a whiteout: a character device of number 0:0.</summary>
    public bool IsWhiteout => IsCharacterDevice && NodeDevice == 0;

    // Safe: mode_t is 32 bits wide, and converts itself to no more than 16.
    private static unsafe int Bits(mode_t mode) => *(int*)&mode;

    private bool Is(mode_t kind) => (Mode & Bits(LibC.S_IFMT)) == Bits(kind);
}
