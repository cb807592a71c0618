using static Containet.Linux.Bindings.Native;

namespace Containode.Specification;

/// <summary>What a container has that does not say otherwise: its file systems, its devices, what of /proc and /sys is hidden or cannot be written.</summary>
internal static class DefaultMounts
{
    /// <summary>What is of no use to programs there: set-uid files, devices, programs.</summary>
    public const int Quiet = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;

    private const int DevAttributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC;
    private const int ShmAttributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;

    // Group tty, which owns terminals by convention.
    private const string TtyGroup = "5";

    private const int ForRoot = 0x180; // 0600

    // Numbers: Documentation/admin-guide/devices.txt
    private const int MemoryMajor = 1;
    private const int TerminalMajor = 5;

    /// <summary>The file systems, in the order in which they are mounted.</summary>
    public static IReadOnlyList<MountSpec> FileSystems { get; } =
    [
        new FileSystemMount("proc") { Target = "/proc", Source = "proc", Attributes = Quiet },

        // Nodes take no room; a file that lands in /dev by mistake shall not fill the machine's memory.
        new FileSystemMount("tmpfs")
        {
            Target = "/dev", Source = "dev", Attributes = DevAttributes, Options = [("mode", "755"), ("size", "1m"), ("nr_inodes", "1024")],
        },
        new FileSystemMount("devpts")
        {
            Target = "/dev/pts", Source = "devpts", Attributes = DevAttributes, Options = [("ptmxmode", "0666"), ("mode", "620"), ("gid", TtyGroup)],
        },
        new FileSystemMount("tmpfs") { Target = "/dev/shm", Source = "shm", Attributes = ShmAttributes, Options = [("mode", "1777")] },
    ];

    /// <summary>The devices.</summary>
    public static IReadOnlyList<DeviceSpec> Devices { get; } =
    [
        new("/dev/null", MemoryMajor, 3),
        new("/dev/zero", MemoryMajor, 5),
        new("/dev/full", MemoryMajor, 7),
        new("/dev/random", MemoryMajor, 8),
        new("/dev/urandom", MemoryMajor, 9),
        new("/dev/tty", TerminalMajor, 0),
        new("/dev/console", TerminalMajor, 1) { Mode = ForRoot },
    ];

    /// <summary>The links in /dev.</summary>
    public static IReadOnlyList<(string Name, string Target)> DeviceLinks { get; } =
    [
        ("ptmx", "pts/ptmx"),
        ("fd", "/proc/self/fd"),
        ("stdin", "/proc/self/fd/0"),
        ("stdout", "/proc/self/fd/1"),
        ("stderr", "/proc/self/fd/2"),
    ];
}
