using Containet.Linux;
using Containode.Specification;
using Tmds.Linux;

namespace Containode.Options;

/// <summary>The devices of the host, for containers that may have them all.</summary>
internal static class HostDevices
{
    private const string Dev = "/dev";
    private const int PermissionBits = 0x1ff; // 0777

    // The container's /dev has room for so many nodes, and for what its program makes there.
    private const int MaxDevices = 800;

    // A container's own: terminals, shared memory, message queues.
    private static readonly string[] Own = ["/dev/pts/", "/dev/shm/", "/dev/mqueue/"];

    /// <summary>Every device but those that a container has in any case.</summary>
    public static IReadOnlyList<DeviceSpec> Others()
    {
        var find = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        return [.. Directory.EnumerateFiles(Dev, "*", find)
            .Where(path => !Array.Exists(Own, path.StartsWith) && path != "/dev/ptmx" && DefaultMounts.Devices.All(known => known.Path != path))
            .Select(Read).OfType<DeviceSpec>().Take(MaxDevices)];
    }

    private static DeviceSpec? Read(string path)
    {
        if (Files.Status(path) is not { } status)
        {
            return null;
        }

        mode_t kind = status.st_mode & LibC.S_IFMT;
        if (kind != LibC.S_IFCHR && kind != LibC.S_IFBLK)
        {
            return null;
        }

        (int major, int minor) = Files.DeviceNumber(status);
        return new DeviceSpec(path, major, minor)
        {
            Block = kind == LibC.S_IFBLK,
            Mode = (int)(uint)status.st_mode & PermissionBits,
            Owner = (uint)status.st_uid,
            Group = (uint)status.st_gid,
        };
    }
}
