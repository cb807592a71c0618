using Containet.Linux.Launching;
using Containode.Specification;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containode.Planning;

/// <summary>Device nodes and links, made in the container's /dev by descriptor; in a user namespace the host's nodes are bound.</summary>
internal static class DeviceStage
{
    /// <summary>Adds the steps.</summary>
    public static void Add(PlanBuilder plan, ContainerSpec spec, MountSources sources)
    {
        if (spec.Devices.Count + spec.DeviceLinks.Count == 0)
        {
            return;
        }

        CallList calls = plan.InContainer("make", "device nodes");
        Slot mask = calls.SetFileMask(0);
        var directories = new Dictionary<string, Slot>();
        foreach (DeviceSpec device in spec.Devices)
        {
            Add(calls, plan.Root, device, sources.Of(device), Directory(calls, plan.Root, device.Path, directories));
        }

        foreach ((string name, string target) in spec.DeviceLinks)
        {
            calls.MakeLink(Directory(calls, plan.Root, $"/dev/{name}", directories), name, target);
        }

        calls.SetFileMask(mask);
    }

    private static void Add(CallList calls, Slot root, DeviceSpec device, Slot? bound, Slot directory)
    {
        string name = Path.GetFileName(device.Path);
        if (bound is { } source)
        {
            calls.MakeFile(directory, name, device.Mode);
            calls.Attach(source, calls.OpenInside(root, device.Path));
            return;
        }

        int kind = (int)(device.Block ? LibC.S_IFBLK : LibC.S_IFCHR);
        calls.MakeDevice(directory, name, kind | device.Mode, device.Major, device.Minor);
        if (device.Owner != 0 || device.Group != 0)
        {
            calls.Add(SYS_fchownat, directory, calls.Arena.Text(name), (int)device.Owner, (int)device.Group, LibC.AT_SYMLINK_NOFOLLOW);
        }
    }

    private static Slot Directory(CallList calls, Slot root, string path, Dictionary<string, Slot> known)
    {
        string parent = Path.GetDirectoryName(path)!;
        if (!known.TryGetValue(parent, out Slot directory))
        {
            // /dev is there; what is below it may not be.
            if (parent != "/dev")
            {
                MountStage.MakeTarget(calls, root, parent, isFile: false);
            }

            known[parent] = directory = calls.OpenDirectoryInside(root, parent);
        }

        return directory;
    }
}
