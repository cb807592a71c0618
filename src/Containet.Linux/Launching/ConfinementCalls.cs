using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Launching;

/// <summary>The words by which a child gives power up, each adding its prepared calls to a list.</summary>
public static unsafe class ConfinementCalls
{
    // One bit each in the kernel's sets; it has fewer, and says EINVAL to the rest.
    private const int Capabilities = 64;

    /// <summary>No program that the process executes gains anything by it: set-id bits and file capabilities count for nothing.</summary>
    public static void ForbidNewPrivileges(this CallList calls) => calls.Add(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1);

    /// <summary>Nobody without CAP_SYS_PTRACE on the host looks into the process: it is a copy of the launcher, with its environment.</summary>
    public static void Hide(this CallList calls) => calls.Add(SYS_prctl, PR_SET_DUMPABLE, 0);

    /// <summary>Gives up for ever, and for every program executed from here on, what is not kept. Takes CAP_SETPCAP.</summary>
    /// <param name="calls">The list.</param>
    /// <param name="keep">Bit N: the capability with number N.</param>
    public static void LimitCapabilities(this CallList calls, ulong keep)
    {
        for (int capability = 0; capability < Capabilities; capability++)
        {
            if ((keep >> capability & 1) == 0)
            {
                calls.AddTolerating(Tmds.Linux.LibC.EINVAL, SYS_prctl, PR_CAPBSET_DROP, capability);
            }
        }
    }

    /// <summary>Sets the process's own sets; bit N is the capability with number N.</summary>
    public static void SetCapabilities(this CallList calls, ulong effective, ulong permitted, ulong inheritable)
    {
        calls.SetCapabilities(calls.Arena.Put<__user_cap_data_struct>(
        [
            new() { effective = (uint)effective, permitted = (uint)permitted, inheritable = (uint)inheritable },
            new() { effective = (uint)(effective >> 32), permitted = (uint)(permitted >> 32), inheritable = (uint)(inheritable >> 32) },
        ]));
    }

    /// <summary>Sets the process's own sets.</summary>
    /// <param name="calls">The list.</param>
    /// <param name="data">The address of the two structures that capset(2) takes.</param>
    public static void SetCapabilities(this CallList calls, nint data) =>
        calls.Add(SYS_capset, calls.Arena.Put(new __user_cap_header_struct { version = _LINUX_CAPABILITY_VERSION_3 }), data);

    /// <summary>Sets what a program without file capabilities has when somebody who is not root executes it.</summary>
    /// <param name="calls">The list.</param>
    /// <param name="capabilities">Bit N: the capability with number N; each must be permitted and inheritable.</param>
    public static void SetAmbientCapabilities(this CallList calls, ulong capabilities)
    {
        calls.Add(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL);
        for (int capability = 0; capability < Capabilities; capability++)
        {
            if ((capabilities >> capability & 1) != 0)
            {
                calls.Add(SYS_prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability);
            }
        }
    }

    /// <summary>Whether the process keeps its permitted capabilities when it stops being root.</summary>
    public static void KeepCapabilities(this CallList calls, bool keep) => calls.Add(SYS_prctl, PR_SET_KEEPCAPS, keep ? 1 : 0);

    /// <summary>Sets the supplementary groups. Takes CAP_SETGID.</summary>
    /// <param name="calls">The list.</param>
    /// <param name="count">How many.</param>
    /// <param name="groups">The address of the first, 32 bits each.</param>
    public static void SetGroups(this CallList calls, Argument count, nint groups) => calls.Add(SYS_setgroups, count, groups);

    /// <summary>Becomes another group and user, in every sense of it. Takes CAP_SETGID and CAP_SETUID.</summary>
    public static void BecomeUser(this CallList calls, Argument user, Argument group)
    {
        calls.Add(SYS_setresgid, group, group, group);
        calls.Add(SYS_setresuid, user, user, user);
    }

    /// <summary>Has no supplementary groups, where that can be had: in a user namespace it often cannot.</summary>
    public static void DropGroups(this CallList calls) => calls.AddTolerating(Tmds.Linux.LibC.EPERM, SYS_setgroups, 0, 0);

    /// <summary>
    /// Is killed with the launcher, again: a change of user has undone that. Fails if the launcher has died meanwhile, which its end of the
    /// socket tells.
    /// </summary>
    public static void StillDieWithLauncher(this CallList calls)
    {
        calls.DieWithLauncher();
        calls.AddRefused(
            Tmds.Linux.LibC.EAGAIN, SYS_recvfrom, ChildEntry.ChannelFd, calls.Arena.Room(1), 1, Tmds.Linux.LibC.MSG_PEEK | Tmds.Linux.LibC.MSG_DONTWAIT);
    }

    /// <summary>Limits a resource (setrlimit(2)). Raising what is there takes CAP_SYS_RESOURCE.</summary>
    /// <param name="calls">The list.</param>
    /// <param name="resource"><c>RLIMIT_…</c>.</param>
    /// <param name="soft">The limit in force; <see cref="RLIM_INFINITY"/> for none.</param>
    /// <param name="hard">What the process may raise it to.</param>
    public static void LimitResource(this CallList calls, int resource, ulong soft, ulong hard) =>
        calls.Add(SYS_prlimit64, 0, resource, calls.Arena.Put(new rlimit { rlim_cur = soft, rlim_max = hard }));

    /// <summary>Sets the processors that the process may run on (sched_setaffinity(2)).</summary>
    /// <param name="calls">The list.</param>
    /// <param name="set">Bit N of word M: processor 64 M + N.</param>
    public static void RunOn(this CallList calls, ReadOnlySpan<ulong> set) =>
        calls.Add(SYS_sched_setaffinity, 0, set.Length * sizeof(ulong), calls.Arena.Put(set));

    /// <summary>
    /// Has a filter decide on every system call from here on, those of this list too. Takes <see cref="ForbidNewPrivileges"/>
    /// or CAP_SYS_ADMIN.
    /// </summary>
    /// <param name="calls">The list.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="flags"><c>SECCOMP_FILTER_FLAG_…</c>.</param>
    public static void FilterCalls(this CallList calls, ReadOnlySpan<sock_filter> filter, uint flags)
    {
        NativeArena arena = calls.Arena;
        nint program = arena.Put(new sock_fprog { len = (ushort)filter.Length, filter = (sock_filter*)arena.Put(filter) });
        calls.Add(SYS_seccomp, SECCOMP_SET_MODE_FILTER, (int)flags, program);
    }
}
