using Containet.Linux;
using Containet.Linux.Launching;
using Containode.Options;
using Containode.Planning;
using Containode.Specification;

namespace Containode.Running;

/// <summary>Writes the ids of the container's user namespace, which only a process outside of it may do (user_namespaces(7)).</summary>
internal sealed class IdMappings(ContainerSpec spec) : ILauncherStep
{
    /// <inheritdoc/>
    public Step Step => new(Place.Launcher, "map ids", string.Join(", ", spec.UserMappings.Select(Line)));

    /// <inheritdoc/>
    public void Do(ChildProcess? container)
    {
        int pid = container!.Pid;
        if (!Environment.IsPrivilegedProcess && (spec.UserMappings.Count > 1 || spec.GroupMappings.Count > 1))
        {
            Run(IdMapper.UserMapper, pid, spec.UserMappings);
            Run(IdMapper.GroupMapper, pid, spec.GroupMappings);
            return;
        }

        // Without privileges a group may be mapped only if the right to drop groups is given up.
        if (!Environment.IsPrivilegedProcess)
        {
            File.WriteAllText($"/proc/{pid}/setgroups", "deny");
        }

        File.WriteAllText($"/proc/{pid}/uid_map", string.Join('\n', spec.UserMappings.Select(Line)));
        File.WriteAllText($"/proc/{pid}/gid_map", string.Join('\n', spec.GroupMappings.Select(Line)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static void Run(string program, int pid, IReadOnlyList<IdMapping> mappings)
    {
        int status = Helper.Run(program, [$"{pid}", .. mappings.SelectMany(mapping => Line(mapping).Split(' '))]);
        if (status != 0)
        {
            throw new LaunchException($"map ids: {program} ended with status {status} (see subuid(5) and subgid(5))");
        }
    }

    private static string Line(IdMapping mapping) => $"{mapping.Inside} {mapping.Outside} {mapping.Count}";
}
