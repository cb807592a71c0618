using System.Text.Json;
using Containode.Confinement;
using Containode.Running;
using Containode.Specification;

namespace Containode.Oci;

/// <summary>Makes a <see cref="ProcessSpec"/> of what a bundle says of its process, or a <c>process.json</c> of another one in the container.</summary>
internal static class BundleProcessReader
{
    /// <summary>Reads it.</summary>
    /// <param name="process">The process.</param>
    /// <param name="seccomp">The filter of system calls that the bundle asks for; null for none.</param>
    /// <exception cref="LaunchException">It says what cannot be done.</exception>
    public static ProcessSpec Read(BundleProcess process, JsonElement? seccomp)
    {
        CapabilitySets? capabilities = process.Capabilities is { } sets ? ReadCapabilities(sets) : null;
        return new ProcessSpec
        {
            Arguments = process.Args is { Count: > 0 } args ? args : throw new LaunchException("the bundle's process has no args"),
            Environment = process.Env ?? [],
            WorkingDirectory = process.Cwd ?? "/",
            MakeWorkingDirectory = true,
            User = process.User is { } user ? new UserSpec(user.Uid, user.Gid, user.AdditionalGids ?? []) { FileMask = user.Umask } : null,
            Capabilities = capabilities,
            NoNewPrivileges = process.NoNewPrivileges,
            SystemCallFilter = seccomp is { ValueKind: JsonValueKind.Object } profile
                ? SystemCallFilter.Read(profile, capabilities?.Bounding ?? CapabilitySet.All) : null,
            Limits = [.. (process.Rlimits ?? []).Select(ReadLimit)],
            OomScoreAdjustment = process.OomScoreAdj,
            OwnTerminal = process.Terminal,
            ErrorIsTerminal = process.Terminal,
            WithInit = false,
        };
    }

    private static CapabilitySets ReadCapabilities(BundleCapabilities sets) => new()
    {
        Bounding = ReadSet(sets.Bounding),
        Permitted = ReadSet(sets.Permitted),
        Effective = ReadSet(sets.Effective),
        Inheritable = ReadSet(sets.Inheritable),

        // The kernel lets nothing else be ambient (capabilities(7)); callers ask for more, and are used to its being passed over.
        Ambient = ReadSet(sets.Ambient) & ReadSet(sets.Inheritable) & ReadSet(sets.Permitted),
    };

    private static CapabilitySet ReadSet(IReadOnlyList<string>? names)
    {
        CapabilitySet set = CapabilitySet.None;
        foreach (string name in names ?? [])
        {
            // What this kernel does not have, nobody can have: as other runtimes do, it is passed over.
            set |= CapabilitySet.TryParse(name, out CapabilitySet one) ? one : CapabilitySet.None;
        }

        return set;
    }

    private static ResourceLimit ReadLimit(BundleLimit limit) => ResourceLimit.TryFind(limit.Type, out int resource)
        ? new ResourceLimit(resource, limit.Soft, limit.Hard)
        : throw new LaunchException($"rlimit {limit.Type}: there is no such limit");
}
