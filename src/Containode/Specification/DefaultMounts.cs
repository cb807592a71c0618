using static Containet.Linux.Bindings.Native;

namespace Containode.Specification;

/// <summary>What a container has that does not say otherwise: its file systems, its devices, what of /proc and /sys is hidden or cannot be written.</summary>
internal static class DefaultMounts
{
    /// <summary>What is of no use to programs there: set-uid files, devices, programs.</summary>
    public const int Quiet = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;

    private const int DevAttributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC;
    private const int ShmAttributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;

    private const int ForRoot = 0x180; // 0600

    // Numbers: Documentation/admin-guide/devices.txt
    private const int MemoryMajor = 1;
    private const int TerminalMajor = 5;

    /// <summary>Group tty, which owns terminals by convention.</summary>
    public const uint TtyGroup = 5;

    /// <summary>What says more about the machine than a container should know, as others have it (moby's default spec).</summary>
    public static IReadOnlyList<string> MaskedPaths { get; } =
    [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi",
        "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware",
    ];

    /// <summary>What the machine is governed by.</summary>
    public static IReadOnlyList<string> ReadOnlyPaths { get; } = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    /// <summary>The file systems, in the order in which they are mounted.</summary>
    /// <param name="hasTtyGroup">Whether the container has the group that owns terminals: not if a user namespace lacks it.</param>
    /// <param name="ownSys">Whether /sys can be its own: in a user namespace only with a network of its own.</param>
    /// <param name="writableSys">Whether /sys can be written.</param>
    public static IReadOnlyList<MountSpec> FileSystems(bool hasTtyGroup, bool ownSys, bool writableSys = false) =>
    [
        new FileSystemMount("proc") { Target = "/proc", Source = "proc", Attributes = Quiet },

        // Nodes take no room; a file that lands in /dev by mistake shall not fill the machine's memory.
        new FileSystemMount("tmpfs")
        {
            Target = "/dev", Source = "dev", Attributes = DevAttributes, Options = [("mode", "755"), ("size", "1m"), ("nr_inodes", "1024")],
        },
        new FileSystemMount("devpts")
        {
            Target = "/dev/pts",
            Source = "devpts",
            Attributes = DevAttributes,
            Options = hasTtyGroup ? [("ptmxmode", "0666"), ("mode", "620"), ("gid", $"{TtyGroup}")] : [("ptmxmode", "0666"), ("mode", "620")],
        },
        new FileSystemMount("tmpfs") { Target = "/dev/shm", Source = "shm", Attributes = ShmAttributes, Options = [("mode", "1777")] },
        new FileSystemMount("mqueue") { Target = "/dev/mqueue", Source = "mqueue", Attributes = Quiet },

        // Its own: it shows the interfaces of its own network, and no control groups.
        ownSys
            ? new FileSystemMount("sysfs") { Target = "/sys", Source = "sysfs", Attributes = SysAttributes(writableSys), Optional = true }
            : new BindMount("/sys") { Target = "/sys", Attributes = SysAttributes(writableSys), Optional = true },
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

        // Where there is no terminal, what is said to the console is said to nobody: the machine's own is none of a container's.
        new("/dev/console", MemoryMajor, 3) { Mode = ForRoot, HostPath = "/dev/null" },
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

    private static int SysAttributes(bool writable) => writable ? Quiet : Quiet | MOUNT_ATTR_RDONLY;
}
