using System.Text;

namespace Containode.Confinement;

/// <summary>
/// Where a machine has its control groups: all controllers in one hierarchy of version 2, each in one of version 1, or some here and some
/// there. Pure.
/// </summary>
internal static class CgroupLayout
{
    /// <summary>The hierarchies of this machine, and where in them a process is.</summary>
    /// <param name="pid">The process; null for this one.</param>
    public static IReadOnlyList<CgroupHierarchy> Of(int? pid = null) =>
        Parse(File.ReadAllText("/proc/self/mountinfo"), File.ReadAllText(pid is null ? "/proc/self/cgroup" : $"/proc/{pid}/cgroup"));

    /// <summary>Reads what the kernel says.</summary>
    /// <param name="mounts"><c>/proc/self/mountinfo</c> (proc(5)).</param>
    /// <param name="membership"><c>/proc/self/cgroup</c> (cgroups(7)).</param>
    public static IReadOnlyList<CgroupHierarchy> Parse(string mounts, string membership)
    {
        List<(string Controllers, string Path)> groups = [.. membership.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(':', 3)).Where(fields => fields.Length == 3).Select(fields => (fields[1], fields[2]))];
        var hierarchies = new List<CgroupHierarchy>();
        foreach (string line in mounts.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // 31 23 0:28 ROOT MOUNT options optional… - TYPE source options
            string[] fields = line.Split(' ');
            int dash = Array.IndexOf(fields, "-");
            if (dash < 6 || fields.Length < dash + 4 || fields[dash + 1] is not ("cgroup" or "cgroup2"))
            {
                continue;
            }

            int version = fields[dash + 1] == "cgroup2" ? 2 : 1;
            string[] options = fields[dash + 3].Split(',');
            (string Controllers, string Path)? own = version == 2
                ? groups.Where(group => group.Controllers.Length == 0).Select(group => ((string, string)?)group).FirstOrDefault()
                : groups.Where(group => group.Controllers.Length > 0 && group.Controllers.Split(',').All(options.Contains))
                    .Select(group => ((string, string)?)group).FirstOrDefault();
            if (own is { } found)
            {
                string mount = Unescape(fields[4]);
                hierarchies.Add(new CgroupHierarchy(version, found.Controllers.Split(','), mount, Below(mount, Unescape(fields[3]), found.Path)));
            }
        }

        return hierarchies;
    }

    // A mount may show a part of the hierarchy only: in a container, what is below the container's own group.
    private static string Below(string mount, string root, string path)
    {
        string relative = root == "/" ? path
            : path == root ? "/"
            : path.StartsWith(root + "/", StringComparison.Ordinal) ? path[root.Length..]
            : "/";
        return relative.Split('/').Contains("..") || relative == "/" ? mount : mount + relative;
    }

    // \040 for a space, as in all tables of mounts.
    private static string Unescape(string text)
    {
        if (!text.Contains('\\'))
        {
            return text;
        }

        var result = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            bool isEscape = text[i] == '\\' && i + 3 < text.Length && text.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0;
            result.Append(isEscape ? (char)Convert.ToInt32(text.Substring(i + 1, 3), 8) : text[i]);
            i += isEscape ? 3 : 0;
        }

        return result.ToString();
    }
}
