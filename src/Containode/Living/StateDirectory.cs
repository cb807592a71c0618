using Containet.Linux;
using Containode.Running;
using Tmds.Linux;

namespace Containode.Living;

/// <summary>
/// Where containers are found by their identity: one directory each, in
/// <list type="bullet">
/// <item><c>status</c>: locked by the launcher for its whole life, and at the end the exit status; so who gets the lock knows that
/// the launcher is gone, also when nobody was left to write, and numbers of processes need not be believed.</item>
/// <item><c>state</c>: <see cref="ContainerState"/> as JSON, once the container has a process.</item>
/// <item><c>log</c>, <c>log.1</c>: what a detached container wrote (<see cref="LogFile"/>).</item>
/// </list>
/// Whoever adds or removes an entry holds the directory's own lock meanwhile. Only its owner can look into it: a program's
/// environment is in there. On a file system that does not outlive the machine's run.
/// </summary>
internal sealed class StateDirectory
{
    /// <summary>The variable of the environment that names another directory.</summary>
    public const string Variable = "CONTAINET_RUNTIME";

    private const int MaxName = 2 * Specification.Identity.MaxLength;
    private const string Name = "containet";
    private const int PrivateMode = 0x1c0; // 0700
    private const int OthersWrite = 0x12; // 0022

    private StateDirectory(string path)
    {
        Location = path;
    }

    /// <summary>The directory's path.</summary>
    public string Location { get; }

    /// <summary>Opens the directory, which is made where it lacks.</summary>
    /// <param name="chosen">Its path; null for the one of the environment, or the user's usual one.</param>
    /// <exception cref="LaunchException">There is no place for it, or it is another user's.</exception>
    /// <exception cref="LinuxException">It could not be made.</exception>
    public static StateDirectory Open(string? chosen) => TryOpen(chosen)
        ?? throw new LaunchException($"no place for the state of containers: XDG_RUNTIME_DIR is not set (choose one with --state or {Variable})");

    /// <summary>All containers, by their identities.</summary>
    public IReadOnlyList<ContainerRecord> List() =>
    [
        .. Directory.EnumerateDirectories(Location).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .Select(name => ContainerRecord.Read(this, name!)).OfType<ContainerRecord>(),
    ];

    /// <summary>A container.</summary>
    /// <exception cref="LaunchException">There is none of that identity.</exception>
    public ContainerRecord Find(string identity) =>
        (WhyNot(identity) is null ? ContainerRecord.Read(this, identity) : null)
        ?? throw new LaunchException($"there is no container {identity} (containode ps -a lists those there are)");

    /// <summary>What the name of an entry may be: an identity, or the longer ones that callers of runtimes give; null if it is fine.</summary>
    public static string? WhyNot(string name) =>
        name.Length > MaxName ? $"must have 1 to {MaxName} characters"
        : Specification.Identity.WhyNot(name.Length > Specification.Identity.MaxLength ? name[..Specification.Identity.MaxLength] : name)
        ?? (name.Length > Specification.Identity.MaxLength ? Specification.Identity.WhyNot(name[^Specification.Identity.MaxLength..].TrimStart('-', '.')) : null);

    /// <summary>Where an entry is.</summary>
    public string PathOf(string identity) => $"{Location}/{identity}";

    /// <summary>Keeps everybody else from adding and removing, until it is disposed of.</summary>
    public Fd Lock()
    {
        Fd directory = Files.Open(Location, LibC.O_RDONLY | LibC.O_DIRECTORY);
        FileLock.Take(directory, exclusive: true);
        return directory;
    }

    /// <summary>Removes an entry, of which nothing may be running any more. The lock is the caller's.</summary>
    public void Remove(string identity)
    {
        string path = PathOf(identity);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    /// <summary>Opens the directory if there is a place for one.</summary>
    /// <returns>It; null if none is chosen and the user has none.</returns>
    /// <exception cref="LaunchException">It is another user's.</exception>
    /// <exception cref="LinuxException">It could not be made.</exception>
    public static StateDirectory? TryOpen(string? chosen) => (chosen ?? Usual()) is { } path ? OpenAt(path) : null;

    private static StateDirectory OpenAt(string chosen)
    {
        string path = Path.GetFullPath(chosen);
        if (Files.Status(path) is null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
            Files.MakeDirectory(path, PrivateMode);
        }

        RequireOwn(path);
        return new StateDirectory(path);
    }

    // What is in it says which processes are signalled and entered: nobody else may have written it.
    private static void RequireOwn(string path)
    {
        using Fd directory = OpenItself(path);
        stat status = Files.Status(directory);
        if (status.st_uid != LibC.geteuid() || ((int)(uint)status.st_mode & OthersWrite) != 0)
        {
            throw new LaunchException(
                $"cannot keep the state of containers in {path}: it belongs to, or can be written by, another user (choose one with --state or {Variable})");
        }
    }

    private static Fd OpenItself(string path)
    {
        try
        {
            return Files.Open(path, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_NOFOLLOW);
        }
        catch (LinuxException other) when (other.Errno == LibC.ENOTDIR || other.Errno == LibC.ELOOP)
        {
            throw new LaunchException($"cannot keep the state of containers in {path}: it is a link or no directory (choose one with --state or {Variable})");
        }
    }

    private static string? Usual()
    {
        string? named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(named))
        {
            return named;
        }

        if (LibC.geteuid() == 0)
        {
            return $"/run/{Name}";
        }

        string? users = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        return string.IsNullOrEmpty(users) ? null : $"{users}/{Name}";
    }
}
