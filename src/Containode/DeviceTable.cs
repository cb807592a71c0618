using static Containet.Linux.Bindings.Native;

namespace Containode;

/// <summary>What is in a container's /dev, and how /dev, /dev/pts, /dev/shm and /proc are mounted.</summary>
internal static class DeviceTable
{
    public const int Quiet = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
    public const int DevAttributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC;
    public const int PtsAttributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC;
    public const int ShmAttributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;

    /// <summary>Nodes take no room; a file that lands in /dev by mistake shall not fill the machine's memory.</summary>
    public const string DevSize = "1m";
    public const string DevInodes = "1024";

    /// <summary>Group tty, which owns terminals by convention.</summary>
    public const string TtyGroup = "5";

    private const int ForAll = 0x1b6; // 0666
    private const int ForRoot = 0x180; // 0600

    // Numbers: Documentation/admin-guide/devices.txt
    private const int MemoryMajor = 1;
    private const int TerminalMajor = 5;

    public static IReadOnlyList<DeviceNode> Nodes { get; } =
    [
        new("null", ForAll, MemoryMajor, 3),
        new("zero", ForAll, MemoryMajor, 5),
        new("full", ForAll, MemoryMajor, 7),
        new("random", ForAll, MemoryMajor, 8),
        new("urandom", ForAll, MemoryMajor, 9),
        new("tty", ForAll, TerminalMajor, 0),
        new("console", ForRoot, TerminalMajor, 1),
    ];

    public static IReadOnlyList<(string Name, string Target)> Links { get; } =
    [
        ("ptmx", "pts/ptmx"),
        ("fd", "/proc/self/fd"),
        ("stdin", "/proc/self/fd/0"),
        ("stdout", "/proc/self/fd/1"),
        ("stderr", "/proc/self/fd/2"),
    ];
}
