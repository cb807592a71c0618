using Containet.Linux.Launching;
using Containode.Confinement;
using Containode.Network;
using Containode.Running;
using Containode.Specification;
using Tmds.Linux;

namespace Containode.Planning;

/// <summary>
/// Compiles a <see cref="ContainerSpec"/> into a <see cref="LaunchPlan"/>. <see cref="Plan"/> reads top to bottom as the launch
/// will go; each stage is a class of its own in this folder. Targets inside the root are descriptors, never paths (see
/// security notes of openat2(2)): a link in the root leads nowhere else.
/// </summary>
internal static class LaunchPlanner
{
    /// <summary>Makes the plan of a launch.</summary>
    /// <param name="spec">What the container is.</param>
    public static LaunchPlan Plan(ContainerSpec spec)
    {
        var plan = new PlanBuilder { DiesWithLauncher = !spec.OutlivesLauncher };
        ControlGroupCreation? group = spec.Limits is null or { IsEmpty: true } ? null : new ControlGroupCreation(spec.Identity, spec.Limits);
        if (group is not null)
        {
            plan.OnLauncher(group);
        }

        SwitchConnection? connection = spec.Network is null ? null : new SwitchConnection(spec.Network.Switch);
        if (connection is not null)
        {
            plan.OnLauncher(connection);
        }

        if (spec.Root is OverlayRoot overlay)
        {
            plan.OnLauncher(new TopPreparation(overlay, MountPoints(spec)));
        }

        NamespaceStage.Enter(plan, spec);
        IReadOnlyList<Handed> tap = NetworkStage.Add(plan, spec);
        plan.InContainer("make mounts private", "").MakeMountsPrivate();
        if (spec.StartGate is { } gate)
        {
            // For reading and writing: to open it then waits for nobody.
            plan.StartGate = plan.InContainer("open", gate).OpenFile(gate, LibC.O_RDWR);
        }

        var sources = MountSources.Gather(plan, spec);
        RootStage.Enter(plan, spec.Root, unprivileged: spec.Namespaces.User.IsNew, spec.Process.MayMakeDevices);
        MountStage.Add(plan, spec, sources);
        DeviceStage.Add(plan, spec, sources);
        HostNameStage.Add(plan, spec);
        MaskStage.Add(plan, spec, sources);
        RootStage.Protect(plan, spec.Root);
        ProgramStage.EnterWorkingDirectory(plan, spec.Process);
        UserLookup? lookup = ConfinementStage.LookUp(plan, spec.Process);
        TerminalStage.Open(plan, spec.Process, isConsole: true);
        if (lookup is not null)
        {
            plan.OnLauncher(lookup);
        }

        if (group is not null)
        {
            plan.OnLauncher(new ControlGroupEntry(group));
        }

        if (connection is not null)
        {
            HandToSwitch(plan, spec, connection, tap);
        }

        ExecutionGuard? guard = ExecutionGuard.Close(plan, spec, sources);
        ProgramStage.Add(plan, spec.Process, lookup?.Answer, guard);
        return plan.Finish(NamespaceStage.CloneFlags(spec), ProgramSurroundings.Candidates(spec.Process), spec.Process, lookup?.Answer);
    }

    private static void HandToSwitch(PlanBuilder plan, ContainerSpec spec, SwitchConnection connection, IReadOnlyList<Handed> tap)
    {
        ControlSocketBinding? control = spec.Network!.ControlSocket is { } path ? new ControlSocketBinding(path) : null;
        if (control is not null)
        {
            plan.OnLauncher(control);
        }

        plan.OnLauncher(new PortHandOver(spec, connection, tap));
        if (control is not null)
        {
            plan.OnLauncher(new ControlSocketHandOver(spec, connection, control));
        }

        plan.OnLauncher(new SwitchDisconnection(connection));
    }

    /// <summary>What is made in an overlay where it lacks, parents first.</summary>
    public static IReadOnlyList<string> MountPoints(ContainerSpec spec) => [.. spec.Mounts.Select(mount => mount.Target)];
}
