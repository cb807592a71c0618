using Containet.Linux.Launching;
using Containode.Specification;
using static Containet.Linux.Bindings.Native;

namespace Containode.Planning;

/// <summary>What the program's process gives up before it becomes the program, in an order in which each can still be done.</summary>
internal static class ConfinementStage
{
    /// <summary>Adds the steps.</summary>
    public static void Add(PlanBuilder plan, ProcessSpec process)
    {
        if (process.User is { } user)
        {
            CallList calls = plan.InProgram("become", $"user {user.User} of group {user.Group}");
            calls.Add(SYS_setgroups, user.Groups.Count, calls.Arena.Put<uint>(user.Groups.ToArray()));
            calls.Add(SYS_setresgid, (int)user.Group, (int)user.Group, (int)user.Group);
            calls.Add(SYS_setresuid, (int)user.User, (int)user.User, (int)user.User);
        }

        if (process.NoNewPrivileges)
        {
            plan.InProgram("renounce", "new privileges").Add(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1);
        }
    }
}
