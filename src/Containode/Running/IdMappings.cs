using Containet.Linux.Launching;
using Containode.Planning;
using Containode.Specification;

namespace Containode.Running;

/// <summary>Writes the ids of the container's user namespace, which only a process outside of it may do (user_namespaces(7)).</summary>
internal sealed class IdMappings(ContainerSpec spec) : ILauncherStep
{
    /// <inheritdoc/>
    public Step Step => new(Place.Launcher, "map ids", string.Join(' ', spec.UserMappings.Select(Line)));

    /// <inheritdoc/>
    public void Do(ChildProcess? container)
    {
        string process = $"/proc/{container!.Pid}";

        // Without privileges a single group may be mapped only if the right to drop groups is given up.
        bool unprivileged = Environment.IsPrivilegedProcess is false;
        if (unprivileged)
        {
            File.WriteAllText($"{process}/setgroups", "deny");
        }

        File.WriteAllText($"{process}/uid_map", string.Join('\n', spec.UserMappings.Select(Line)));
        File.WriteAllText($"{process}/gid_map", string.Join('\n', spec.GroupMappings.Select(Line)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static string Line(IdMapping mapping) => $"{mapping.Inside} {mapping.Outside} {mapping.Count}";
}
