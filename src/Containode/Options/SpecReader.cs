using Containode.Specification;

namespace Containode.Options;

/// <summary>
/// Makes a <see cref="ContainerSpec"/> of what the command line says: checks what the options say together, and fills in
/// what they leave open. Looks at files that are named, and makes nothing.
/// </summary>
internal static class SpecReader
{
    /// <summary>Reads the options.</summary>
    /// <param name="given">The options.</param>
    /// <param name="caller">Who asks.</param>
    /// <exception cref="UsageException">They contradict each other, or one is malformed.</exception>
    public static ContainerSpec Read(CommandLineValues given, Caller caller)
    {
        if (given.Program.Count == 0)
        {
            throw new UsageException("no program given");
        }

        if (given.Program[0].Length == 0)
        {
            throw new UsageException("the program's name must not be empty");
        }

        if (given.Top is not null && given.Root is null && given.Lowers.Count == 0)
        {
            throw new UsageException("-t needs -r or --image: without a root there are no changes to keep");
        }

        string? root = given.Root is null ? null : Normalize(given.Root);
        string? top = given.Top is null ? null : Normalize(given.Top);
        string identity = ReadIdentity(given.Identity, root, top);
        IdMapper ids = IdMapper.Of(caller);
        NetworkSpec? network = NetworkReader.Read(given, identity);
        string hostName = given.HostName is null ? identity : ReadHostName(given.HostName);
        return new ContainerSpec
        {
            Identity = identity,
            HostName = hostName,
            Root = ReadRoot(given, root, top, identity),
            Process = ConfinementReader.Confine(ProcessReader.Read(given, caller, hostName), given, inUserNamespace: !caller.IsRoot),
            Limits = ConfinementReader.Limits(given),
            Namespaces = new NamespaceSet
            {
                Network = given.HostNetwork ? NamespaceChoice.Keep : NamespaceChoice.New,
                Ipc = given.HostIpc ? NamespaceChoice.Keep : NamespaceChoice.New,
                User = caller.IsRoot ? NamespaceChoice.Keep : NamespaceChoice.New,
            },
            UserMappings = ids.Users,
            GroupMappings = ids.Groups,
            Network = network,
            Mounts =
            [
                .. DefaultMounts.FileSystems(ids.HasGroup(DefaultMounts.TtyGroup), ownSys: caller.IsRoot || !given.HostNetwork, given.Privileged),
                .. NameFiles.Of(given, network, hostName),
                .. MountReader.Read(given),
            ],
            MaskedPaths = given.Privileged ? [] : DefaultMounts.MaskedPaths,
            ReadOnlyPaths = given.Privileged ? [] : DefaultMounts.ReadOnlyPaths,
            Devices = [.. DefaultMounts.Devices, .. given.Privileged && caller.IsRoot ? HostDevices.Others() : [], .. MountReader.ReadDevices(given.Devices)],
            DeviceLinks = DefaultMounts.DeviceLinks,
        };
    }

    // What is changed of an image is gone with the container unless -t says where to keep it.
    private static RootSpec ReadRoot(CommandLineValues given, string? root, string? top, string identity) =>
        given.Lowers.Count > 0
            ? new OverlayRoot(given.Lowers, top ?? Path.Combine(given.ChangesFolder!, identity))
            {
                ReadOnly = given.ReadOnly,
                IsForgotten = top is null,
                Directories = given.Volumes,
            }
        : root is null ? new HostRoot { ReadOnly = given.ReadOnly }
        : new OverlayRoot([root], top ?? $"{root}.{identity}") { ReadOnly = given.ReadOnly };

    private static string ReadIdentity(string? given, string? root, string? top)
    {
        string identity = given
            ?? (root is not null && top is not null && top.Length > root.Length + 1 && top.StartsWith(root + ".", StringComparison.Ordinal)
                && !top[root.Length..].Contains('/')
                ? top[(root.Length + 1)..]
                : Identity.Random());
        string? objection = Identity.WhyNot(identity);
        return objection is null ? identity
            : throw new UsageException(given is not null
                ? $"-i {identity}: {objection}"
                : $"-t {top}: '{identity}', which would be the identity, {objection} (give another with -i)");
    }

    // The kernel takes one more byte than a label may have, and any; a host's name is what others can use.
    private static string ReadHostName(string name) =>
        Identity.WhyNot(name) is { } objection ? throw new UsageException($"--hostname {name}: {objection}") : name;

    private static string Normalize(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
