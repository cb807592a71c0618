using Containet.Linux.Launching;
using Containode.Specification;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containode.Planning;

/// <summary>
/// What of the kernel's own files is hidden, and what cannot be written. Hidden files are the host's /dev/null, not the
/// container's, which an image could have replaced (CVE-2025-31133).
/// </summary>
internal static class MaskStage
{
    /// <summary>Adds the steps.</summary>
    public static void Add(PlanBuilder plan, ContainerSpec spec, MountSources sources)
    {
        foreach (string path in spec.ReadOnlyPaths)
        {
            CallList calls = plan.InContainer("make read-only", path);
            calls.IfThere(plan.Root, path, directory: false, yes: target => Protect(calls, target));
        }

        foreach (string path in spec.MaskedPaths)
        {
            CallList calls = plan.InContainer("mask", path);
            Slot nothing = sources.TakeNull();
            calls.IfThere(
                plan.Root,
                path,
                directory: true,
                yes: target => Cover(calls, target),
                no: () => calls.IfThere(plan.Root, path, directory: false, yes: target => calls.Attach(nothing, target)));
        }
    }

    private static void Protect(CallList calls, Slot target)
    {
        Slot copy = calls.CopyMount(target, recursive: true);
        calls.ChangeMount(copy, MOUNT_ATTR_RDONLY, 0, (int)(ulong)LibC.MS_PRIVATE, recursive: true);
        calls.Attach(copy, target);
    }

    private static void Cover(CallList calls, Slot target) => calls.Attach(
        calls.NewFileSystem("tmpfs", DefaultMounts.Quiet | MOUNT_ATTR_RDONLY, ("source", "masked"), ("mode", "555"), ("nr_inodes", "1")), target);
}
