using Containet.Linux.Launching;
using Containode.Running;
using Containode.Specification;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containode.Planning;

/// <summary>The container's namespaces: new ones are made with its first process, others joined by it. In a user namespace it becomes root.</summary>
internal static class NamespaceStage
{
    // The user's first: with it come the rights to enter what it owns.
    private static IEnumerable<(NamespaceChoice Choice, int Flag)> Kinds(NamespaceSet set) =>
    [
        (set.User, LibC.CLONE_NEWUSER),
        (set.Mount, LibC.CLONE_NEWNS),
        (set.Process, LibC.CLONE_NEWPID),
        (set.HostName, LibC.CLONE_NEWUTS),
        (set.Ipc, LibC.CLONE_NEWIPC),
        (set.Network, LibC.CLONE_NEWNET),
        (set.Cgroup, CLONE_NEWCGROUP),
    ];

    /// <summary>The namespaces that are made with the first process: <c>CLONE_NEW…</c>.</summary>
    public static int CloneFlags(ContainerSpec spec) =>
        Kinds(spec.Namespaces).Where(kind => kind.Choice.IsNew).Aggregate(0, (flags, kind) => flags | kind.Flag);

    /// <summary>The namespaces that are not the launcher's: what another process has to go into (<c>CLONE_NEW…</c>).</summary>
    public static int ForeignFlags(NamespaceSet set) =>
        Kinds(set).Where(kind => kind.Choice != NamespaceChoice.Keep).Aggregate(0, (flags, kind) => flags | kind.Flag);

    /// <summary>Adds the steps with which the first process begins.</summary>
    public static void Enter(PlanBuilder plan, ContainerSpec spec)
    {
        if (spec.Namespaces.User.IsNew)
        {
            plan.InContainer("make", "a user namespace");
            plan.OnLauncher(new IdMappings(spec));
        }

        foreach ((NamespaceChoice choice, int flag) in Kinds(spec.Namespaces).Where(kind => kind.Choice.Path is not null))
        {
            CallList join = plan.InContainer("join", choice.Path!);
            join.Add(SYS_setns, join.OpenFile(choice.Path!, LibC.O_RDONLY), flag);
        }

        if (spec.Namespaces.User != NamespaceChoice.Keep)
        {
            plan.InContainer("become", "the container's root").BecomeRoot();
        }

        if (plan.DiesWithLauncher)
        {
            plan.InContainer("die", "with the launcher").DieWithLauncher();
        }
    }
}
