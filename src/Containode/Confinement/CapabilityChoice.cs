using Containode.Options;
using Containode.Running;

namespace Containode.Confinement;

/// <summary>
/// Which capabilities a container gets of those that containode has itself: the default ones, more (<c>--cap-add</c>), fewer
/// (<c>--cap-drop</c>); <c>ALL</c> stands for every one. What is dropped by name goes and what is added by name comes, also beside an ALL
/// of the other option. Pure.
/// </summary>
internal static class CapabilityChoice
{
    private const string Everything = "ALL";

    /// <summary>Makes the choice.</summary>
    /// <param name="added">The values of <c>--cap-add</c>.</param>
    /// <param name="dropped">The values of <c>--cap-drop</c>.</param>
    /// <param name="available">What containode has.</param>
    /// <exception cref="UsageException">There is no such capability, or the two contradict each other.</exception>
    /// <exception cref="LaunchException">Something is added by name that containode does not have.</exception>
    public static CapabilitySet Make(IReadOnlyList<string> added, IReadOnlyList<string> dropped, CapabilitySet available)
    {
        (CapabilitySet byNameAdded, bool addAll) = Parse("--cap-add", added);
        (CapabilitySet byNameDropped, bool dropAll) = Parse("--cap-drop", dropped);
        CapabilitySet contradiction = byNameAdded & byNameDropped;
        if (!contradiction.IsEmpty || (addAll && dropAll))
        {
            throw new UsageException($"--cap-add and --cap-drop contradict each other: {(contradiction.IsEmpty ? Everything : contradiction)}");
        }

        CapabilitySet lacking = byNameAdded - available;
        if (!lacking.IsEmpty)
        {
            throw new LaunchException($"--cap-add {lacking}: containode does not have it itself, so no container can");
        }

        CapabilitySet usual = dropAll ? CapabilitySet.None : addAll ? CapabilitySet.All : CapabilitySet.Default;
        return ((usual | byNameAdded) - byNameDropped) & available;
    }

    private static (CapabilitySet ByName, bool All) Parse(string option, IReadOnlyList<string> values)
    {
        CapabilitySet set = CapabilitySet.None;
        bool all = false;
        foreach (string name in values.SelectMany(value => value.Split(',')))
        {
            if (name.Equals(Everything, StringComparison.OrdinalIgnoreCase))
            {
                all = true;
            }
            else if (CapabilitySet.TryParse(name, out CapabilitySet capability))
            {
                set |= capability;
            }
            else
            {
                throw new UsageException($"{option} {name}: there is no such capability (they are those of capabilities(7), such as NET_ADMIN, and ALL)");
            }
        }

        return (set, all);
    }
}
