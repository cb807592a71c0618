using Containet.Linux;
using Containode.Specification;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containode.Options;

/// <summary>Reads <c>--bind</c>, <c>--tmpfs</c> and <c>--device</c>.</summary>
internal static class MountReader
{
    /// <summary>Reads the mounts: binds and temporary file systems, those nearer to the root first.</summary>
    /// <exception cref="UsageException">One is malformed, or its source is not there.</exception>
    public static IReadOnlyList<MountSpec> Read(CommandLineValues given) =>
    [
        .. given.Binds.Select(ReadBind).Concat<MountSpec>(given.TemporaryFileSystems.Select(ReadTmpfs)).OrderBy(mount => mount.Target.Count(c => c == '/')),
    ];

    /// <summary>Reads the devices.</summary>
    /// <exception cref="UsageException">One is malformed, or is no device.</exception>
    public static IEnumerable<DeviceSpec> ReadDevices(IReadOnlyList<string> texts) => texts.Select(ReadDevice);

    private static BindMount ReadBind(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length is < 2 or > 3 || parts[0].Length == 0 || (parts.Length == 3 && parts[2] is not ("ro" or "rw")))
        {
            throw new UsageException($"--bind {text}: must be SRC:DST or SRC:DST:ro");
        }

        string source = Path.GetFullPath(parts[0]);
        if (Files.Status(source) is not { } status)
        {
            throw new UsageException($"--bind {text}: {source}: {LinuxException.Describe(LibC.ENOENT)}");
        }

        return new BindMount(source)
        {
            Target = ReadTarget("--bind", text, parts[1]),
            OfFile = (status.st_mode & LibC.S_IFMT) != LibC.S_IFDIR,
            Attributes = parts.Length == 3 && parts[2] == "ro" ? MOUNT_ATTR_RDONLY : 0,
        };
    }

    private static FileSystemMount ReadTmpfs(string text)
    {
        int colon = text.IndexOf(':');
        string target = ReadTarget("--tmpfs", text, colon < 0 ? text : text[..colon]);
        string[] words = colon < 0 ? [] : text[(colon + 1)..].Split(',');
        int attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
        List<(string, string?)> options = [];
        foreach (string word in words)
        {
            int equals = word.IndexOf('=');
            switch (word)
            {
                case "ro": attributes |= MOUNT_ATTR_RDONLY; break;
                case "noexec": attributes |= MOUNT_ATTR_NOEXEC; break;
                case "exec" or "rw" or "nosuid" or "nodev": break;
                case "suid": attributes &= ~MOUNT_ATTR_NOSUID; break;
                default:
                    bool known = equals > 0 && word[..equals] is "size" or "mode" or "nr_inodes" or "uid" or "gid";
                    options.Add(known ? (word[..equals], word[(equals + 1)..])
                        : throw new UsageException($"--tmpfs {text}: there is no option {word} (but size=, mode=, nr_inodes=, uid=, gid=, ro, noexec, suid)"));
                    break;
            }
        }

        return new FileSystemMount("tmpfs") { Target = target, Source = "tmpfs", Attributes = attributes, Options = options };
    }

    private static DeviceSpec ReadDevice(string text)
    {
        string[] parts = text.Split(':');
        string source = Path.GetFullPath(parts[0]);
        if (parts.Length > 2 || parts[0].Length == 0)
        {
            throw new UsageException($"--device {text}: must be PATH or PATH:DST");
        }

        if (Files.Status(source) is not { } status || (status.st_mode & LibC.S_IFMT) is var kind && kind != LibC.S_IFCHR && kind != LibC.S_IFBLK)
        {
            throw new UsageException($"--device {text}: {source} is no device");
        }

        const int Permissions = 0x1ff; // 0777
        (int major, int minor) = Files.DeviceNumber(status);
        return new DeviceSpec(ReadTarget("--device", text, parts[^1]), major, minor)
        {
            Block = (status.st_mode & LibC.S_IFMT) == LibC.S_IFBLK,
            Mode = (int)(uint)status.st_mode & Permissions,
            HostPath = source,
        };
    }

    private static string ReadTarget(string option, string text, string target)
    {
        if (target.Length < 2 || target[0] != '/')
        {
            throw new UsageException($"{option} {text}: {(target.Length == 0 ? "the path in the container is missing" : $"{target} must be an absolute path of the container, and not /")}");
        }

        return target.Split('/').Contains("..")
            ? throw new UsageException($"{option} {text}: the path in the container must not have '..'")
            : Path.TrimEndingDirectorySeparator(target);
    }
}
