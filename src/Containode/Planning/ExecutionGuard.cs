using Containet.Linux.Launching;
using Containode.Specification;
using static Containet.Linux.Bindings.Native;

namespace Containode.Planning;

/// <summary>
/// Keeps the program that an image names, or an interpreter that it names, from being containode itself: until it is executed,
/// the process is containode's image, and <c>/proc/self/exe</c> would lead to its file on the host, which the container's root
/// could then write to (CVE-2019-5736). So no link of the container's /proc can be followed during the execution. The program
/// stops before its first instruction, and the init, which has kept its rights for it, opens /proc and lets it go.
/// Without a /proc and an init of the container's own there is no such guard: <see cref="Running.SealedSelf"/> is for that.
/// </summary>
internal sealed class ExecutionGuard
{
    private readonly Slot _proc;

    private ExecutionGuard(Slot proc)
    {
        _proc = proc;
    }

    /// <summary>Adds the step after which /proc is closed, the last of the set-up.</summary>
    /// <returns>The guard; null where there is none.</returns>
    public static ExecutionGuard? Close(PlanBuilder plan, ContainerSpec spec, MountSources sources)
    {
        if (!Covers(spec))
        {
            return null;
        }

        Slot proc = sources.Of(Proc(spec)!)!.Value;
        plan.InContainer("follow no link in", "/proc").ChangeMount(proc, MOUNT_ATTR_NOSYMFOLLOW, 0, 0, recursive: false);
        return new ExecutionGuard(proc);
    }

    /// <summary>Adds the step of the init that opens /proc.</summary>
    public void Open(PlanBuilder plan) =>
        plan.InInit("follow links in", "/proc").ChangeMount(_proc, 0, MOUNT_ATTR_NOSYMFOLLOW, 0, recursive: false);

    private static bool Covers(ContainerSpec spec) =>
        spec.Process.WithInit && spec.Namespaces.Mount.IsNew && spec.Namespaces.Process.IsNew && Proc(spec) is not null;

    private static FileSystemMount? Proc(ContainerSpec spec) =>
        spec.Mounts.OfType<FileSystemMount>().FirstOrDefault(mount => mount is { Type: "proc", Target: "/proc" });
}
