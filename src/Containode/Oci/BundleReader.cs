using System.Text.Json;
using Containode.Confinement;
using Containode.Running;
using Containode.Specification;

namespace Containode.Oci;

/// <summary>Makes a <see cref="ContainerSpec"/> of a bundle: a directory with a <c>config.json</c>, whose relative paths are meant from there.</summary>
internal static class BundleReader
{
    /// <summary>The configuration's name in the bundle.</summary>
    public const string ConfigName = "config.json";

    // A limit on what is read into memory; a real one has some tens of kilobytes.
    private const int MaxConfigSize = 4 << 20;

    private static readonly string[] Supported = ["0.", "1."];

    /// <summary>Reads a bundle's configuration.</summary>
    /// <exception cref="LaunchException">It is not there, or says what cannot be done.</exception>
    public static BundleConfig ReadConfig(string bundle)
    {
        string path = Path.Combine(bundle, ConfigName);
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new LaunchException($"bundle {bundle}: it has no {ConfigName}");
        }

        BundleConfig config = ReadJson(path, OciJson.Default.BundleConfig);
        return Supported.Any(version => (config.OciVersion ?? "").StartsWith(version, StringComparison.Ordinal))
            ? config
            : throw new LaunchException($"{path}: ociVersion '{config.OciVersion}' is not known: 1.x is");
    }

    /// <summary>Reads a file of JSON.</summary>
    /// <exception cref="LaunchException">It is too large, or not of that form.</exception>
    public static T ReadJson<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        var file = new FileInfo(path);
        if (file.Length > MaxConfigSize)
        {
            throw new LaunchException($"{path}: is larger than {MaxConfigSize} bytes");
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type) ?? throw new LaunchException($"{path}: is empty");
        }
        catch (JsonException wrong)
        {
            throw new LaunchException($"{path}: {wrong.Message}");
        }
    }

    /// <summary>What the bundle's container is.</summary>
    /// <param name="identity">Its identity.</param>
    /// <param name="bundle">The bundle's absolute path.</param>
    /// <param name="config">Its configuration.</param>
    /// <exception cref="LaunchException">It says what cannot be done.</exception>
    public static ContainerSpec Read(string identity, string bundle, BundleConfig config)
    {
        BundleLinux linux = config.Linux ?? throw new LaunchException($"{bundle}/{ConfigName}: it is not for Linux");
        BundleRoot root = config.Root ?? throw new LaunchException($"{bundle}/{ConfigName}: it has no root");
        NamespaceSet namespaces = ReadNamespaces(linux.Namespaces ?? []);
        if (!namespaces.Mount.IsNew)
        {
            throw new LaunchException($"{bundle}/{ConfigName}: a container without a mount namespace of its own is not supported");
        }

        return new ContainerSpec
        {
            Identity = identity,
            OutlivesLauncher = true,
            Process = BundleProcessReader.Read(config.Process ?? new BundleProcess(), linux.Seccomp),
            Root = new DirectoryRoot(Path.Combine(bundle, root.Path)) { ReadOnly = root.Readonly },
            HostName = string.IsNullOrEmpty(config.Hostname) ? null : config.Hostname,
            Namespaces = namespaces,
            UserMappings = [.. (linux.UidMappings ?? []).Select(ReadMapping)],
            GroupMappings = [.. (linux.GidMappings ?? []).Select(ReadMapping)],
            Mounts = [.. (config.Mounts ?? []).Select(mount => ReadMount(mount, bundle)).OfType<MountSpec>()],
            Devices = [.. DefaultMounts.Devices.Where(device => device.Path != "/dev/console"), .. (linux.Devices ?? []).Select(ReadDevice)],
            DeviceLinks = DefaultMounts.DeviceLinks,
            MaskedPaths = linux.MaskedPaths ?? [],
            ReadOnlyPaths = linux.ReadonlyPaths ?? [],
            Parameters = [.. (linux.Sysctl ?? []).Select(pair => (pair.Key, pair.Value))],
            Limits = ReadLimits(linux.Resources),
        };
    }

    private static IdMapping ReadMapping(BundleIdMapping mapping) => new(mapping.ContainerID, mapping.HostID, mapping.Size);

    // What is not named is the runtime's own, as the specification has it.
    private static NamespaceSet ReadNamespaces(IReadOnlyList<BundleNamespace> namespaces)
    {
        NamespaceChoice Choose(string type) => namespaces.FirstOrDefault(candidate => candidate.Type == type) switch
        {
            null => NamespaceChoice.Keep,
            { Path: null or "" } => NamespaceChoice.New,
            { Path: { } path } => NamespaceChoice.Join(path),
        };
        return new NamespaceSet
        {
            Mount = Choose("mount"),
            Process = Choose("pid"),
            HostName = Choose("uts"),
            Ipc = Choose("ipc"),
            Network = Choose("network"),
            Cgroup = Choose("cgroup"),
            User = Choose("user"),
        };
    }

    private static MountSpec? ReadMount(BundleMount mount, string bundle)
    {
        MountOptions options = MountOptions.Parse(mount.Options ?? []);
        if (options.Bind || mount.Type is "bind" or "rbind")
        {
            string source = Path.Combine(bundle, mount.Source ?? "");
            return new BindMount(source)
            {
                OfFile = !Directory.Exists(source),
                Target = mount.Destination ?? throw new LaunchException("a mount of the bundle has no destination"),
                Recursive = options.Recursive,
                Attributes = options.Set,
                Cleared = options.Cleared,
                AttributesRecursive = options.AttributesRecursive,
                Propagation = options.Propagation,
            };
        }

        string type = mount.Type ?? "none";
        if (type == "cgroup" && !IsUnifiedHierarchy())
        {
            return null; // several hierarchies cannot be mounted as one: the container has none to see
        }

        return new FileSystemMount(type == "cgroup" ? "cgroup2" : type)
        {
            Target = mount.Destination ?? throw new LaunchException("a mount of the bundle has no destination"),
            Source = mount.Source,
            Attributes = options.Set,
            Options = options.Own,
        };
    }

    private static bool IsUnifiedHierarchy() => File.Exists("/sys/fs/cgroup/cgroup.controllers");

    private static DeviceSpec ReadDevice(BundleDevice device) => new(device.Path ?? throw new LaunchException("a device of the bundle has no path"), device.Major, device.Minor)
    {
        Block = device.Type == "b",
        Mode = device.FileMode ?? 0x1b6, // 0666
        Owner = device.Uid ?? 0,
        Group = device.Gid ?? 0,
        HostPath = device.Path,
    };

    // What cannot be limited on this machine is an error at the launch; nothing said, nothing limited.
    private static ControlLimits? ReadLimits(BundleResources? resources)
    {
        const decimal UsualPeriod = 100_000; // microseconds
        var limits = new ControlLimits
        {
            Memory = resources?.Memory?.Limit is > 0 and { } memory ? (ulong)memory : null,
            Processes = resources?.Pids?.Limit is > 0 and { } processes ? (ulong)processes : null,
            Cpu = resources?.Cpu?.Quota is > 0 and { } quota ? quota / (resources.Cpu.Period is { } period ? period : UsualPeriod) : null,
            Cpus = string.IsNullOrEmpty(resources?.Cpu?.Cpus) ? null : CpuList.Parse(resources.Cpu.Cpus),
        };
        return limits.IsEmpty ? null : limits;
    }
}
