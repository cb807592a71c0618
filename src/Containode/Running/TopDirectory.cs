using System.Text;
using Containet.Linux;
using Containode.Planning;
using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containode.Running;

/// <summary>
/// TOP on the host: <c>TOP/root</c> collects a container's changes, <c>TOP/work</c> is the overlay's scratch. Made where it is
/// missing, locked while the container runs, and tidied afterwards: the scratch goes, and so do TOP and TOP/root if they
/// were made here and nothing was changed. What was there before is never removed.
/// </summary>
internal sealed class TopDirectory : IDisposable
{
    private const int PrivateMode = 0x1c0; // 0700
    private const int PermissionBits = 0xfff; // 07777

    // What the kernel itself leaves in a work directory (fs/overlayfs).
    private static readonly string[] KernelsOwn = ["work", "index", "incompat"];

    private readonly bool _isForgotten;
    private readonly IReadOnlyList<string> _mountPoints;
    private readonly string _top;
    private readonly string _upper;
    private readonly string _work;
    private Fd? _lock;
    private bool _madeTop;
    private bool _madeUpper;
    private bool _ownsWork;

    private TopDirectory(string top, IReadOnlyList<string> mountPoints, bool isForgotten)
    {
        _isForgotten = isForgotten;
        _mountPoints = mountPoints;
        _top = top;
        _upper = $"{top}/{Overlay.UpperName}";
        _work = $"{top}/{Overlay.WorkName}";
    }

    /// <summary>Checks a root and a place for its changes, without making anything.</summary>
    /// <exception cref="LaunchException">They cannot be an overlay.</exception>
    public static void Check(string root, string top)
    {
        RequireDirectory(root, "root");
        if (Files.Status(top) is null)
        {
            RequireDirectory(Path.GetDirectoryName(top) ?? "/", "directory that TOP goes into");
        }
        else
        {
            RequireDirectory(top, "TOP");
        }

        string realRoot = RealPath(root);
        string realTop = Files.Status(top) is null ? Path.Combine(RealPath(Path.GetDirectoryName(top) ?? "/"), Path.GetFileName(top)) : RealPath(top);
        if (IsInside(realRoot, realTop))
        {
            throw new LaunchException($"root {root} is inside TOP {top}: choose another -t");
        }

        // The host's own root contains every directory: there is no other place.
        bool isHostRoot = realRoot == "/";
        if (!isHostRoot && IsInside(realTop, realRoot) && DeviceOf(realRoot) == DeviceOf(Path.GetDirectoryName(realTop)!))
        {
            throw new LaunchException($"TOP {top} is inside root {root}, which is never written: choose another -t");
        }
    }

    /// <summary>Makes what is missing of TOP and locks it.</summary>
    /// <exception cref="LaunchException">Another container uses it, or something of somebody else's is in the way.</exception>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    /// <param name="root">The root, whose owner and mode the container's <c>/</c> has.</param>
    /// <param name="top">TOP.</param>
    /// <param name="mountPoints">What the launch makes in the container where it lacks: absolute paths, parents first.</param>
    /// <param name="isForgotten">Everything in TOP goes afterwards, if TOP was made here.</param>
    public static TopDirectory Prepare(string root, string top, IReadOnlyList<string> mountPoints, bool isForgotten = false)
    {
        var directory = new TopDirectory(top, mountPoints, isForgotten);
        try
        {
            directory.Make(root);
            return directory;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Tidies up, after the container has ended.</summary>
    /// <exception cref="LinuxException">Something could not be removed.</exception>
    public void Dispose()
    {
        if (_isForgotten && _madeTop)
        {
            Forget();
            return;
        }

        if (_ownsWork)
        {
            foreach (string name in KernelsOwn)
            {
                RemoveTree($"{_work}/{name}");
            }

            Files.RemoveDirectory(_work);
        }

        if (_madeUpper)
        {
            RemoveMountPoints();
            Files.RemoveDirectory(_upper);
        }

        if (_madeTop)
        {
            Files.RemoveDirectory(_top);
        }

        _lock?.Dispose();
    }

    private void Forget()
    {
        using Fd folder = Files.Open(Path.GetDirectoryName(_top)!, LibC.O_RDONLY | LibC.O_DIRECTORY);
        int error = -FileTree.Remove(folder.Value, Encoding.UTF8.GetBytes(Path.GetFileName(_top)));
        _lock?.Dispose();
        if (error > 0 && error != LibC.ENOENT)
        {
            throw new LinuxException(error, "remove", _top);
        }
    }

    private void Make(string root)
    {
        _madeTop = Files.MakeDirectory(_top, PrivateMode);
        _lock = Files.Open(_top, LibC.O_RDONLY | LibC.O_DIRECTORY);
        if (flock(_lock.Value, LOCK_EX | LOCK_NB) < 0)
        {
            throw new LaunchException($"TOP {_top} is in use by another container");
        }

        if (_isForgotten && !_madeTop)
        {
            // Of a container of the same identity that was killed.
            FileTree.Remove(_lock.Value, Encoding.UTF8.GetBytes(Overlay.UpperName));
            FileTree.Remove(_lock.Value, Encoding.UTF8.GetBytes(Overlay.WorkName));
            _madeTop = true;
        }

        Files.MakeDirectory(_work, PrivateMode);
        string? stranger = Directory.EnumerateFileSystemEntries(_work).Select(Path.GetFileName).FirstOrDefault(name => !KernelsOwn.Contains(name));
        if (stranger is not null)
        {
            throw new LaunchException($"{_work} holds {stranger}, which is not an overlay's: choose another -t");
        }

        _ownsWork = true;
        _madeUpper = Files.MakeDirectory(_upper, PrivateMode);
        if (_madeUpper)
        {
            // The upper directory's owner and mode are those of / in the container: the root's.
            stat status = Files.Status(root)!.Value;
            if (Environment.IsPrivilegedProcess)
            {
                Files.ChangeOwner(_upper, (uint)status.st_uid, (uint)status.st_gid);
            }

            Files.ChangeMode(_upper, (int)(uint)status.st_mode & PermissionBits);
        }
    }

    // The kernel makes it without any permissions, which to an ordinary user means that he cannot look into it.
    private static void RemoveTree(string path)
    {
        if (Directory.Exists(path) && !Files.RemoveDirectory(path))
        {
            Files.ChangeMode(path, PrivateMode);
            Directory.Delete(path, recursive: true);
        }
    }

    // Mount points that the root lacked are no change of the program's; a file or directory with something in it is.
    // By descriptor and without following: the program may have put links there.
    private void RemoveMountPoints()
    {
        using Fd upper = Files.Open(_upper, LibC.O_PATH | LibC.O_DIRECTORY);
        foreach (string target in _mountPoints.Reverse())
        {
            for (string path = target; path != "/"; path = Path.GetDirectoryName(path)!)
            {
                if (!TryRemoveEmpty(upper, path))
                {
                    break;
                }
            }
        }
    }

    private static bool TryRemoveEmpty(Fd upper, string path)
    {
        try
        {
            using Fd parent = Files.OpenDirectoryInside(upper, Path.GetDirectoryName(path)!);
            return Files.RemoveEmpty(parent, Path.GetFileName(path));
        }
        catch (LinuxException gone) when (gone.Errno == LibC.ENOENT || gone.Errno == LibC.ENOTDIR)
        {
            return true;
        }
    }

    private static void RequireDirectory(string path, string what)
    {
        if (Files.Status(path) is not { } status)
        {
            throw new LaunchException($"{what} {path}: {LinuxException.Describe(LibC.ENOENT)}");
        }

        if ((status.st_mode & LibC.S_IFMT) != LibC.S_IFDIR)
        {
            throw new LaunchException($"{what} {path}: {LinuxException.Describe(LibC.ENOTDIR)}");
        }
    }

    private static bool IsInside(string path, string directory) =>
        path == directory || path.StartsWith(directory.EndsWith('/') ? directory : directory + "/", StringComparison.Ordinal);

    private static ulong DeviceOf(string path) => (ulong)Files.Status(path)!.Value.st_dev;

    // Through a descriptor, for every link in every component.
    private static string RealPath(string path)
    {
        using Fd fd = Files.Open(path, LibC.O_PATH);
        return new FileInfo($"/proc/self/fd/{fd.Value}").LinkTarget ?? path;
    }
}
