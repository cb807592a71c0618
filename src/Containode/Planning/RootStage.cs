using Containet.Linux.Launching;
using Containode.Specification;
using static Containet.Linux.Bindings.Native;

namespace Containode.Planning;

/// <summary>What becomes the container's <c>/</c>.</summary>
internal static class RootStage
{
    /// <summary>Adds the steps after which <c>/</c> is the container's, and sets <see cref="PlanBuilder.Root"/>.</summary>
    public static void Enter(PlanBuilder plan, RootSpec root)
    {
        switch (root)
        {
            case OverlayRoot overlay:
                EnterOverlay(plan, overlay);
                break;
            case DirectoryRoot directory:
                EnterDirectory(plan, directory);
                break;
        }

        plan.Root = plan.InContainer("open", "/").OpenDirectory("/");
    }

    /// <summary>Adds what makes the root unwritable, where it is to be.</summary>
    public static void Protect(PlanBuilder plan, RootSpec root)
    {
        if (root.ReadOnly)
        {
            plan.InContainer("make read-only", "/").ChangeMount(plan.Root, MOUNT_ATTR_RDONLY, clear: 0, propagation: 0, recursive: false);
        }
    }

    // Upper and work directories are named from inside TOP, so that only the lower directories' names, a list to the
    // kernel, need escaping.
    private static void EnterOverlay(PlanBuilder plan, OverlayRoot root)
    {
        string lowest = root.Lowers[^1];
        CallList mount = plan.InContainer("mount overlay on", lowest);
        mount.ChangeDirectory(root.Top);
        Slot overlay = mount.NewFileSystem(
            "overlay",
            attributes: 0,
            ("source", "containet"),
            ("lowerdir", string.Join(':', root.Lowers.Select(Overlay.Escape))),
            ("upperdir", Overlay.UpperName),
            ("workdir", Overlay.WorkName));
        mount.Attach(overlay, mount.OpenDirectory(lowest));
        plan.InContainer("pivot into", lowest).PivotInto(overlay);
    }

    // Bound to itself: what becomes the root must be a mount of its own.
    private static void EnterDirectory(PlanBuilder plan, DirectoryRoot root)
    {
        CallList mount = plan.InContainer("bind", root.Path);
        Slot copy = mount.CopyMount(root.Path, recursive: true);
        mount.Attach(copy, mount.OpenDirectory(root.Path));
        plan.InContainer("pivot into", root.Path).PivotInto(copy);
    }
}
