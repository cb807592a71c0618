using Containet.Linux.Launching;
using Containode.Specification;
using static Containet.Linux.Bindings.Native;

namespace Containode.Planning;

/// <summary>What becomes the container's <c>/</c>.</summary>
internal static class RootStage
{
    /// <summary>Adds the steps after which <c>/</c> is the container's, and sets <see cref="PlanBuilder.Root"/>.</summary>
    public static void Enter(PlanBuilder plan, RootSpec root, bool unprivileged, bool withDevices)
    {
        switch (root)
        {
            case OverlayRoot overlay:
                EnterOverlay(plan, overlay, unprivileged);
                break;
            case DirectoryRoot directory:
                EnterDirectory(plan, directory);
                break;
        }

        plan.Root = plan.InContainer("open", "/").OpenDirectory("/");

        // With everything of the host's that is mounted below it, before the container's own is.
        if (root is HostRoot { ReadOnly: true })
        {
            Protect(plan, recursive: true);
        }

        // Nodes that lie about in a root are of the machine's devices; the container's own are in its /dev, mounted later.
        if (!withDevices)
        {
            plan.InContainer("refuse devices in", "/").ChangeMount(plan.Root, MOUNT_ATTR_NODEV, clear: 0, propagation: 0, recursive: true);
        }
    }

    /// <summary>Adds what makes a root of the container's own unwritable, where it is to be, once everything is in place.</summary>
    public static void Protect(PlanBuilder plan, RootSpec root)
    {
        if (root.ReadOnly && root is not HostRoot)
        {
            Protect(plan, recursive: false);
        }
    }

    private static void Protect(PlanBuilder plan, bool recursive) =>
        plan.InContainer("make read-only", "/").ChangeMount(plan.Root, MOUNT_ATTR_RDONLY, clear: 0, propagation: 0, recursive);

    // Upper and work directories are named from inside TOP, so that only the lower directories' names, a list to the
    // kernel, need escaping.
    private static void EnterOverlay(PlanBuilder plan, OverlayRoot root, bool unprivileged)
    {
        string lowest = root.Lowers[^1];
        CallList mount = plan.InContainer("mount overlay on", lowest);
        mount.ChangeDirectory(root.Top);
        List<(string, string?)> options = [("source", "containet"), .. LowersOf(root), ("upperdir", Overlay.UpperName), ("workdir", Overlay.WorkName)];
        if (unprivileged)
        {
            // What the overlay notes down about files is kept in attributes that a user namespace may set.
            options.Add(("userxattr", null));
        }

        Slot overlay = mount.NewFileSystem("overlay", attributes: 0, [.. options]);
        mount.Attach(overlay, mount.OpenDirectory(lowest));
        plan.InContainer("pivot into", lowest).PivotInto(overlay);
        foreach (string directory in root.Directories)
        {
            CallList make = plan.InContainer("make directory", directory);
            MountStage.MakeTarget(make, make.OpenDirectory("/"), directory, isFile: false);
        }
    }

    // One is told in the way that every kernel knows. Several are told one by one, from Linux 6.5 on: as a list they would have
    // to fit into the 255 bytes that a value of fsconfig(2) may have.
    private static IEnumerable<(string, string?)> LowersOf(OverlayRoot root) => root.Lowers is [var only]
        ? [("lowerdir", Overlay.Escape(only))]
        : root.Lowers.Select(lower => ("lowerdir+", (string?)lower));

    // Bound to itself: what becomes the root must be a mount of its own.
    private static void EnterDirectory(PlanBuilder plan, DirectoryRoot root)
    {
        CallList mount = plan.InContainer("bind", root.Path);
        Slot copy = mount.CopyMount(root.Path, recursive: true);
        mount.Attach(copy, mount.OpenDirectory(root.Path));
        plan.InContainer("pivot into", root.Path).PivotInto(copy);
    }
}
