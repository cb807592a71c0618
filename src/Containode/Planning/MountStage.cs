using Containet.Linux.Launching;
using Containode.Specification;

namespace Containode.Planning;

/// <summary>Mounts, in the spec's order, each on a target that is found, or made, by descriptor inside the root.</summary>
internal static class MountStage
{
    private const int DirectoryMode = 0x1ed; // 0755
    private const int FileMode = 0x1a4; // 0644

    /// <summary>Adds the steps.</summary>
    public static void Add(PlanBuilder plan, ContainerSpec spec, MountSources sources)
    {
        var fresh = new List<string>();
        foreach (MountSpec mount in spec.Mounts)
        {
            string what = mount is FileSystemMount { Type: var type } ? type : mount is BindMount { Source: var source } ? source : "file";
            CallList calls = plan.InContainer($"mount {what} on", mount.Target);
            Slot attached = sources.Of(mount) ?? MountSources.NewFileSystem(calls, (FileSystemMount)mount);
            bool isFile = mount is GeneratedFile or BindMount { OfFile: true };
            if (spec.Root is not HostRoot || fresh.Any(parent => mount.Target.StartsWith(parent, StringComparison.Ordinal)))
            {
                MakeTarget(calls, plan.Root, mount.Target, isFile);
            }

            if (mount is FileSystemMount)
            {
                fresh.Add(mount.Target + "/");
            }

            if (mount.Optional)
            {
                calls.IfThere(plan.Root, mount.Target, directory: !isFile, yes: target => calls.Attach(attached, target));
            }
            else
            {
                calls.Attach(attached, isFile ? calls.OpenInside(plan.Root, mount.Target) : calls.OpenDirectoryInside(plan.Root, mount.Target));
            }
        }
    }

    /// <summary>Makes what lacks of a path. Every parent is followed anew from the root, out of which no link leads.</summary>
    public static void MakeTarget(CallList calls, Slot root, string path, bool isFile)
    {
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        Slot parent = root;
        for (int i = 0; i < names.Length; i++)
        {
            if (isFile && i == names.Length - 1)
            {
                calls.MakeFile(parent, names[i], FileMode);
                return;
            }

            calls.MakeDirectory(parent, names[i], DirectoryMode);
            if (i < names.Length - 1)
            {
                parent = calls.OpenDirectoryInside(root, string.Join('/', names[..(i + 1)]));
            }
        }
    }
}
