using Containet.Linux;
using Containode.Confinement;
using Containode.Specification;

namespace Containode.Options;

/// <summary>Reads what the options say about the program's rights and limits.</summary>
internal static class ConfinementReader
{
    private const string NoFilter = "off";

    /// <summary>The program with the rights that the options leave it.</summary>
    /// <param name="process">The program.</param>
    /// <param name="given">The options.</param>
    /// <param name="inUserNamespace">Whether it is in a user namespace of its own, where every capability can be had.</param>
    /// <exception cref="UsageException">Something is malformed or contradicts something else.</exception>
    /// <exception cref="Running.LaunchException">Something cannot be had.</exception>
    public static ProcessSpec Confine(ProcessSpec process, CommandLineValues given, bool inUserNamespace)
    {
        if (given.Privileged && (given.CapabilitiesAdded.Count > 0 || given.CapabilitiesDropped.Count > 0))
        {
            throw new UsageException("--privileged leaves every capability: --cap-add and --cap-drop do not go with it");
        }

        CapabilitySet available = inUserNamespace ? CapabilitySet.All : new CapabilitySet(ProcessCapabilities.Permitted());
        CapabilitySet capabilities = given.Privileged ? available
            : CapabilityChoice.Make(given.CapabilitiesAdded, given.CapabilitiesDropped, available);
        bool filtered = given.Seccomp is null ? !given.Privileged : given.Seccomp != NoFilter;
        return process with
        {
            UserName = given.User is null ? null : UserName.Parse(given.User),
            Capabilities = CapabilitySets.For(capabilities, isRoot: true),
            NoNewPrivileges = !given.Privileged,
            SystemCallFilter = !filtered ? null
                : given.Seccomp is { } path ? SystemCallFilter.Read(path, capabilities)
                : SystemCallFilter.Default(capabilities),
            Limits = [.. given.ResourceLimits.Select(ResourceLimit.Parse)],
            Processors = given.Processors is null ? null : CpuList.Parse(given.Processors),
        };
    }

    /// <summary>The limits of all processes together.</summary>
    /// <exception cref="UsageException">Something is malformed.</exception>
    public static ControlLimits Limits(CommandLineValues given) => ControlLimits.Parse(given.Limits) with
    {
        Cpus = given.Processors is null ? null : CpuList.Parse(given.Processors),
    };
}
