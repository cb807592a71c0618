using Containet.Linux;
using Containode.Confinement;
using Containode.Options;
using Containode.Planning;

namespace Containode.Running;

/// <summary>
/// Goes on from an image of containode that cannot be written, where a container might get at the one it runs from
/// (CVE-2019-5736): by an execution that <see cref="ExecutionGuard"/> does not cover, or because the container's programs may
/// trace its init. It costs another start of the program, some two milliseconds, which the usual container is spared.
/// </summary>
internal static class SealedSelf
{
    // Tells the second start from the first. The program never sees it: its environment is its own.
    private const string Mark = "CONTAINODE_SEALED";

    /// <summary>Goes on from a sealed image if the options ask for a container from which this one could be got at.</summary>
    public static void RequireFor(CommandLineValues given)
    {
        bool mayTraceInit = given.Privileged || given.CapabilitiesAdded.Any(name =>
            name.Equals("ALL", StringComparison.OrdinalIgnoreCase)
            || (CapabilitySet.TryParse(name, out CapabilitySet capability) && capability.Has(Capability.SysPtrace)));
        if (mayTraceInit)
        {
            Require();
        }
    }

    /// <summary>Goes on from a sealed image: returns if that is so already.</summary>
    public static void Require()
    {
        if (Environment.GetEnvironmentVariable(Mark) is null)
        {
            ReadOnlyImage.Execute(RawTexts.CommandLine(), [.. RawTexts.Environment(), $"{Mark}=1"]);
        }
    }
}
