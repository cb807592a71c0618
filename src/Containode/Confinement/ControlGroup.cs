using Containet.Linux;
using Containode.Running;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containode.Confinement;

/// <summary>
/// A container's control groups: one directory where all controllers are in one hierarchy, several where each has its own. Made before
/// the container is, removed after it has ended. The launcher holds a lock on each that goes with its last descriptor, however it dies;
/// what a killed one has left is swept away by the next launch that makes one beside it. One thread.
/// </summary>
internal sealed class ControlGroup : IDisposable
{
    private const string Prefix = "containet.";
    private const int DirectoryMode = 0x1ed; // 0755
    private const int MaxAttempts = 100;
    private const string Optional = "cpuset";
    private const string Processes = "cgroup.procs";

    // Processes that have ended leave their group a little later.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly List<(string Path, Fd Lock)> _groups = [];

    private ControlGroup()
    {
    }

    /// <summary>The directories.</summary>
    public IEnumerable<string> Paths => _groups.Select(group => group.Path);

    /// <summary>Makes the groups that limits need, and sets the limits.</summary>
    /// <param name="identity">The container's identity, of which the groups' name is made.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="hierarchies">Where the machine has its control groups.</param>
    /// <exception cref="LaunchException">This machine, or what this process may do on it, has no place for a limit.</exception>
    public static ControlGroup Create(string identity, ControlLimits limits, IReadOnlyList<CgroupHierarchy> hierarchies)
    {
        var group = new ControlGroup();
        try
        {
            List<string> elsewhere = [];
            foreach (string controller in CgroupSetting.Controllers(limits))
            {
                if (hierarchies.FirstOrDefault(one => one.Version == 1 && one.Controllers.Contains(controller)) is { } own)
                {
                    group.MakeVersion1(identity, limits, controller, own);
                }
                else
                {
                    elsewhere.Add(controller);
                }
            }

            if (elsewhere.Count > 0)
            {
                group.MakeVersion2(identity, limits, elsewhere, hierarchies.FirstOrDefault(one => one.Version == 2));
            }

            return group;
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    /// <summary>Puts a process, and all that it starts from now on, under the limits of a container that runs.</summary>
    /// <param name="member">A process of the container.</param>
    /// <param name="pid">The process.</param>
    /// <exception cref="LaunchException">It may not be done.</exception>
    public static void Join(int member, int pid)
    {
        foreach (CgroupHierarchy hierarchy in CgroupLayout.Of(member).Where(one => Path.GetFileName(one.Own).StartsWith(Prefix, StringComparison.Ordinal)))
        {
            Write(hierarchy.Own, Processes, $"{pid}");
        }
    }

    /// <summary>Puts a process, and all that it starts from now on, under the limits.</summary>
    /// <exception cref="LaunchException">It may not be done.</exception>
    public void Add(int pid)
    {
        foreach ((string path, _) in _groups)
        {
            Write(path, Processes, $"{pid}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((string path, Fd @lock) in _groups)
        {
            long deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
            while (!TryRemove(path) && Environment.TickCount64 < deadline)
            {
                Thread.Sleep(Pause);
            }

            @lock.Dispose();
        }

        _groups.Clear();
    }

    private void MakeVersion1(string identity, ControlLimits limits, string controller, CgroupHierarchy hierarchy)
    {
        string path;
        try
        {
            path = Make(hierarchy.Own, identity);
        }
        catch (LinuxException error) when (error.Errno != LibC.EEXIST)
        {
            throw Refused([controller], error.Message);
        }

        if (controller == "cpuset")
        {
            // A group of version 1 begins with no memory to take its pages from.
            Write(path, "cpuset.mems", File.ReadAllText($"{hierarchy.Own}/cpuset.mems").Trim());
        }

        Set(path, CgroupSetting.Of(limits, controller, version: 1));
    }

    // In the own group or the nearest one above where the controllers can be had: a group with processes in it, as the own one often is,
    // can have no children with controllers. Processors are kept to by affinity where no controller does it.
    private void MakeVersion2(string identity, ControlLimits limits, List<string> controllers, CgroupHierarchy? hierarchy)
    {
        string obstacle = "no control groups are mounted that have it";
        for (string? parent = hierarchy?.Own; parent is not null; parent = parent == hierarchy!.Mount ? null : Path.GetDirectoryName(parent))
        {
            if (Enable(parent, controllers) is { } problem)
            {
                obstacle = problem;
                continue;
            }

            try
            {
                Set(Make(parent, identity), controllers.SelectMany(controller => CgroupSetting.Of(limits, controller, version: 2)));
                return;
            }
            catch (LinuxException error) when (error.Errno != LibC.EEXIST)
            {
                obstacle = error.Message;
            }
        }

        if (!controllers.Remove(Optional))
        {
            throw Refused(controllers, obstacle);
        }

        if (controllers.Count > 0)
        {
            MakeVersion2(identity, limits, controllers, hierarchy);
        }
    }

    private static string? Enable(string parent, List<string> controllers)
    {
        try
        {
            string[] there = File.ReadAllText($"{parent}/cgroup.controllers").Split((char[])[' ', '\n']);
            string? lacking = controllers.Find(controller => !there.Contains(controller));
            if (lacking is not null)
            {
                return $"{parent} has no controller {lacking}";
            }

            string[] enabled = File.ReadAllText($"{parent}/cgroup.subtree_control").Split((char[])[' ', '\n']);
            string missing = string.Join(' ', controllers.Where(controller => !enabled.Contains(controller)).Select(controller => $"+{controller}"));
            if (missing.Length > 0)
            {
                File.WriteAllText($"{parent}/cgroup.subtree_control", missing);
            }

            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message;
        }
    }

    // Until it is locked another launch may take it for one that was left behind, and remove it: then it is made again.
    private string Make(string parent, string identity)
    {
        Sweep(parent);
        string path = $"{parent}/{Prefix}{identity}";
        bool isNew = false;
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            isNew |= Files.MakeDirectory(path, DirectoryMode);
            if (isNew && TryLock(path) is { } @lock)
            {
                _groups.Add((path, @lock));
                return path;
            }

            if (!isNew)
            {
                break;
            }

            Thread.Sleep(Pause);
        }

        throw new LinuxException(LibC.EEXIST, "make control group", path);
    }

    private static Fd? TryLock(string path)
    {
        Fd? directory = null;
        try
        {
            directory = Files.Open(path, LibC.O_RDONLY | LibC.O_DIRECTORY);
            if (flock(directory.Value, LOCK_EX | LOCK_NB) == 0 && Directory.Exists(path))
            {
                return directory;
            }
        }
        catch (LinuxException gone) when (gone.Errno == LibC.ENOENT)
        {
            // Removed meanwhile.
        }

        directory?.Dispose();
        return null;
    }

    private static void Sweep(string parent)
    {
        foreach (string path in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            using Fd? group = TryLock(path);
            if (group is not null)
            {
                TryRemove(path);
            }
        }
    }

    private static void Set(string path, IEnumerable<CgroupSetting> settings)
    {
        foreach (CgroupSetting setting in settings)
        {
            if (!setting.IsOptional || File.Exists($"{path}/{setting.File}"))
            {
                Write(path, setting.File, setting.Value);
            }
        }
    }

    private static void Write(string path, string file, string value)
    {
        try
        {
            File.WriteAllText($"{path}/{file}", value);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LaunchException($"write {value} to {path}/{file}: {error.Message}");
        }
    }

    // With something in it, or somebody else's rights on it, it stays.
    private static bool TryRemove(string path)
    {
        try
        {
            return Files.RemoveDirectory(path);
        }
        catch (LinuxException error) when (error.Errno == LibC.EBUSY)
        {
            return false;
        }
    }

    private static LaunchException Refused(IEnumerable<string> controllers, string why) => new(
        $"--limit {string.Join(", ", controllers)}: {why} (limits take control groups that containode may write to: as root, or where the"
        + " system has delegated a group with these controllers to the user)");
}
