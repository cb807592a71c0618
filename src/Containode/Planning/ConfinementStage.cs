using Containet.Linux.Launching;
using Containode.Confinement;
using Containode.Specification;

namespace Containode.Planning;

/// <summary>
/// What a process of the container gives up: the program's own before it is executed, and the init as soon as it is: the init is no
/// more entitled than the program, for whoever gets hold of it. Only the filter of system calls is the program's alone, since it may be
/// made for that one program.
/// </summary>
internal static class ConfinementStage
{
    /// <summary>
    /// The step that finds out who the program runs as, where a name says it: the root is complete only when the container has made it, and
    /// hands it over. The launcher takes the step while the container next waits.
    /// </summary>
    /// <returns>The step, which is not in the plan yet; null where none is needed.</returns>
    public static UserLookup? LookUp(PlanBuilder plan, ProcessSpec process) => process.UserName is not { } name ? null
        : new UserLookup(name, plan.Hand(plan.Root), process.Capabilities?.Bounding ?? CapabilitySet.None, new LateUser(plan.Arena));

    /// <summary>Adds the filter of system calls, where all else can still be done without it: the very last.</summary>
    public static void AddFilter(PlanBuilder plan, ProcessSpec process)
    {
        if (process.NoNewPrivileges)
        {
            Filter(plan.InProgram, process);
        }
    }

    /// <summary>Adds the steps of a process, in an order in which each can still be done.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="begin">Begins a step of that process.</param>
    /// <param name="process">The program.</param>
    /// <param name="user">Who the program runs as, if that is found out late.</param>
    /// <param name="isInit">Whether it is the container's first process, which dies with the launcher.</param>
    public static void Confine(
        PlanBuilder plan, Func<string, string, CallList> begin, ProcessSpec process, LateUser? user, bool isInit = true)
    {
        foreach (ResourceLimit limit in process.Limits)
        {
            begin("limit", limit.ToString()).LimitResource(limit.Resource, limit.Soft, limit.Hard);
        }

        if (process.Processors is { } processors)
        {
            begin("run on processors", processors.Text).RunOn(processors.Set);
        }

        // Without the renunciation below only CAP_SYS_ADMIN may install a filter: while it is still there.
        if (!process.NoNewPrivileges)
        {
            Filter(begin, process);
        }

        if (process.Capabilities is { } limited)
        {
            begin("keep capabilities", limited.Bounding.ToString()).LimitCapabilities(limited.Bounding.Bits);
        }

        Become(plan, begin, process, user, isInit);
        if (process.Capabilities is { } capabilities)
        {
            CallList calls = begin("have capabilities", capabilities.Effective.ToString());
            if (user is not null)
            {
                calls.SetCapabilities(user.Capabilities);
            }
            else
            {
                calls.SetCapabilities(capabilities.Effective.Bits, capabilities.Permitted.Bits, capabilities.Inheritable.Bits);
            }

            calls.SetAmbientCapabilities(capabilities.Ambient.Bits);
        }

        if (process.NoNewPrivileges)
        {
            begin("renounce", "new privileges").ForbidNewPrivileges();
        }

        begin("hide", "the launcher's memory").Hide();
    }

    private static void Filter(Func<string, string, CallList> begin, ProcessSpec process)
    {
        if (process.SystemCallFilter is { } filter)
        {
            begin("filter", "system calls").FilterCalls(filter.Instructions, filter.Flags);
        }
    }

    private static void Become(PlanBuilder plan, Func<string, string, CallList> begin, ProcessSpec process, LateUser? late, bool isInit)
    {
        if (late is null && process.User is null)
        {
            begin("drop", "supplementary groups").DropGroups();
            return;
        }

        CallList calls = begin("become user", late is null ? $"{process.User!.User}:{process.User.Group}" : process.UserName!.ToString());
        calls.KeepCapabilities(true);
        if (late is not null)
        {
            if (process.OwnTerminal && isInit)
            {
                calls.ChangeOwner(plan.Terminal, late.User);
            }

            calls.SetGroups(late.GroupCount, late.Groups);
            calls.BecomeUser(late.User, late.Group);
        }
        else
        {
            calls.SetGroups(process.User!.Groups.Count, calls.Arena.Put<uint>(process.User.Groups.ToArray()));
            calls.BecomeUser((nint)process.User.User, (nint)process.User.Group);
        }

        calls.KeepCapabilities(false);
        if (isInit && plan.DiesWithLauncher)
        {
            calls.StillDieWithLauncher();
        }
    }
}
