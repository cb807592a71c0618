using Containet.Linux.Launching;
using Containode.Specification;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containode.Planning;

/// <summary>
/// What is mounted from the host, copied while the host's paths can still be followed, and attached when the container's
/// root is there: neither then has a say about the other.
/// </summary>
internal sealed class MountSources
{
    private const string HostNull = "/dev/null";
    private const int ReadableMode = 0x1a4; // 0644

    // Three lines each, as a rule; a program may add some.
    private const string FilesSize = "1m";

    private readonly Dictionary<MountSpec, Slot> _mounts = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, Slot> _devices = [];
    private readonly Queue<Slot> _nulls = [];

    private MountSources()
    {
    }

    /// <summary>Adds the steps that gather the sources.</summary>
    public static MountSources Gather(PlanBuilder plan, ContainerSpec spec)
    {
        var sources = new MountSources();
        foreach (FileSystemMount mount in spec.Mounts.OfType<FileSystemMount>().Where(ShowsTheKernel))
        {
            sources._mounts.Add(mount, NewFileSystem(plan.InContainer($"make {mount.Type} for", mount.Target), mount));
        }

        foreach (BindMount bind in spec.Mounts.OfType<BindMount>())
        {
            CallList calls = plan.InContainer("take", bind.Source);
            Slot copy = calls.CopyMount(bind.Source, bind.Recursive);
            int propagation = bind.Propagation == 0 ? (int)(ulong)LibC.MS_PRIVATE : bind.Propagation;
            calls.ChangeMount(copy, 0, 0, propagation, bind.Recursive);
            calls.ChangeMount(copy, bind.Attributes, bind.Cleared, 0, bind.AttributesRecursive);
            if (!spec.Process.MayMakeDevices && !IsOfDevices(bind))
            {
                calls.ChangeMount(copy, MOUNT_ATTR_NODEV, 0, 0, bind.Recursive);
            }

            sources._mounts.Add(bind, copy);
        }

        if (spec.Namespaces.User != NamespaceChoice.Keep)
        {
            sources.GatherDevices(plan, spec.Devices);
        }

        GeneratedFile[] files = [.. spec.Mounts.OfType<GeneratedFile>()];
        if (files.Length > 0)
        {
            sources.GatherFiles(plan.InContainer("make files", string.Join(' ', files.Select(file => file.Target))), files);
        }

        if (spec.MaskedPaths.Count > 0)
        {
            CallList calls = plan.InContainer("take", HostNull);
            foreach (string _ in spec.MaskedPaths)
            {
                sources._nulls.Enqueue(calls.CopyMount(HostNull, recursive: false));
            }
        }

        return sources;
    }

    /// <summary>What is to be attached for a mount; null for a file system that is yet to be made.</summary>
    public Slot? Of(MountSpec mount) => _mounts.TryGetValue(mount, out Slot slot) ? slot : null;

    /// <summary>Makes a file system.</summary>
    public static Slot NewFileSystem(CallList calls, FileSystemMount mount)
    {
        (string Name, string? Value)[] options = mount.Source is null ? [.. mount.Options] : [("source", mount.Source), .. mount.Options];
        return calls.NewFileSystem(mount.Type, mount.Attributes, options);
    }

    /// <summary>What is to be attached for a device that cannot be made; null where it can.</summary>
    public Slot? Of(DeviceSpec device) => _devices.TryGetValue(device.Path, out Slot slot) ? slot : null;

    /// <summary>The host's /dev/null, one for each masked path.</summary>
    public Slot TakeNull() => _nulls.Dequeue();

    // A device is bound, or asked to be usable: that says it by name.
    private static bool IsOfDevices(BindMount bind) => bind.OfFile || (bind.Cleared & MOUNT_ATTR_NODEV) != 0;

    // In a user namespace these can be made only where another of the kind is seen as a whole: where the host's is.
    private static bool ShowsTheKernel(FileSystemMount mount) => mount.Type is "proc" or "sysfs";

    // Nodes may not be made in a user namespace: the host's are bound instead.
    private void GatherDevices(PlanBuilder plan, IReadOnlyList<DeviceSpec> devices)
    {
        foreach (DeviceSpec device in devices)
        {
            string source = device.HostPath ?? device.Path;
            _devices[device.Path] = plan.InContainer("take", source).CopyMount(source, recursive: false);
        }
    }

    // The file system is attached, since only what is attached can be copied before Linux 6.15, where nobody sees it: below the
    // container's /proc, or in a root that is left. To detach it would cost a twentieth of a start (umount2 waits for all processors).
    private void GatherFiles(CallList calls, IReadOnlyList<GeneratedFile> files)
    {
        Slot mask = calls.SetFileMask(0);
        Slot all = calls.NewFileSystem("tmpfs", DefaultMounts.Quiet, ("source", "containet"), ("mode", "755"), ("size", FilesSize));
        calls.Attach(all, calls.OpenDirectory("/proc"));
        for (int i = 0; i < files.Count; i++)
        {
            calls.WriteNewFile(all, $"{i}", ReadableMode, files[i].Content);
            Slot file = calls.OpenInside(all, $"{i}");
            Slot copy = calls.CopyMount(file, recursive: false);
            if (files[i].Attributes != 0)
            {
                calls.ChangeMount(copy, files[i].Attributes, 0, 0, recursive: false);
            }

            _mounts.Add(files[i], copy);
        }

        calls.SetFileMask(mask);
    }
}
