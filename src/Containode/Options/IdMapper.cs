using System.Globalization;
using Containode.Specification;

namespace Containode.Options;

/// <summary>
/// Which ids an ordinary user's container has: the user himself as root, and behind him those that the administrator lets
/// him use (subuid(5), subgid(5)), where newuidmap(1) and newgidmap(1) are there to map them. For root: all, unmapped.
/// </summary>
internal sealed record IdMapper(IReadOnlyList<IdMapping> Users, IReadOnlyList<IdMapping> Groups)
{
    /// <summary>Where the programs are that may map more than the user himself.</summary>
    public const string UserMapper = "/usr/bin/newuidmap";
    public const string GroupMapper = "/usr/bin/newgidmap";

    /// <summary>Finds them.</summary>
    public static IdMapper Of(Caller caller)
    {
        if (caller.IsRoot)
        {
            return new IdMapper([], []);
        }

        IdMapping self = new(0, caller.User, 1);
        IdMapping group = new(0, caller.Group, 1);
        string name = Environment.UserName;
        IdMapping? moreUsers = Subordinate("/etc/subuid", name, caller.User);
        IdMapping? moreGroups = Subordinate("/etc/subgid", name, caller.User);
        bool canMap = moreUsers is not null && moreGroups is not null && File.Exists(UserMapper) && File.Exists(GroupMapper);
        return canMap ? new IdMapper([self, moreUsers!], [group, moreGroups!]) : new IdMapper([self], [group]);
    }

    /// <summary>Whether a group exists in the container.</summary>
    public bool HasGroup(uint group) =>
        Groups.Count == 0 || Groups.Any(mapping => group >= mapping.Inside && group - mapping.Inside < mapping.Count);

    // The first range of the user, by name or number: NAME:FIRST:COUNT.
    private static IdMapping? Subordinate(string path, string name, uint user)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        foreach (string line in File.ReadLines(path))
        {
            string[] parts = line.Split(':');
            if (parts.Length == 3 && (parts[0] == name || parts[0] == user.ToString(CultureInfo.InvariantCulture))
                && uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint first)
                && uint.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint count) && count > 0)
            {
                return new IdMapping(1, first, count);
            }
        }

        return null;
    }
}
