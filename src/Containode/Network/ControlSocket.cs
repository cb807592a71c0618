using Containet.Linux;
using Containode.Running;
using Tmds.Linux;

namespace Containode.Network;

/// <summary>
/// The socket at a path inside the container, bound by the launcher for the switch to listen on. The path is followed
/// by descriptor from the container's root, out of which no link leads. Removed with the container.
/// </summary>
internal sealed class ControlSocket : IDisposable
{
    private readonly Fd _directory;
    private readonly string _name;

    private ControlSocket(Fd directory, string name, Fd socket)
    {
        _directory = directory;
        _name = name;
        Socket = socket;
    }

    /// <summary>The bound socket.</summary>
    public Fd Socket { get; }

    /// <summary>Binds the socket, in place of one that nobody listens on any more.</summary>
    /// <param name="pid">A process whose root is the container's.</param>
    /// <param name="path">The absolute path in there; its directory must exist.</param>
    /// <exception cref="LaunchException">The path is taken or cannot be bound.</exception>
    public static ControlSocket Bind(int pid, string path)
    {
        string parent = Path.GetDirectoryName(path)!;
        string name = Path.GetFileName(path);
        using Fd root = Files.Open($"/proc/{pid}/root", LibC.O_PATH | LibC.O_DIRECTORY);
        Fd? directory = null;
        Fd? socket = null;
        try
        {
            directory = Files.OpenDirectoryInside(root, parent);
            string address = $"/proc/self/fd/{directory.Value}/{name}";
            RemoveStale(directory, name, address, path);
            socket = UnixSocket.Bind(address);
            return new ControlSocket(directory, name, socket);
        }
        catch (Exception error)
        {
            socket?.Dispose();
            directory?.Dispose();
            throw error is LinuxException ? new LaunchException($"control socket {path} in the container: {error.Message}") : error;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Socket.Dispose();
        Files.Remove(_directory, _name);
        _directory.Dispose();
    }

    private static void RemoveStale(Fd directory, string name, string address, string path)
    {
        if (Files.Status(directory, name) is not { } status)
        {
            return;
        }

        if ((status.st_mode & LibC.S_IFMT) != LibC.S_IFSOCK)
        {
            throw new LaunchException($"control socket {path} in the container: a file of that name is there and is no socket");
        }

        if (IsServed(address))
        {
            throw new LaunchException($"control socket {path} in the container: somebody listens there already");
        }

        Files.Remove(directory, name);
    }

    private static bool IsServed(string address)
    {
        try
        {
            UnixSocket.Connect(address, TimeSpan.FromSeconds(1)).Dispose();
            return true;
        }
        catch (LinuxException refused) when (refused.Errno == LibC.ECONNREFUSED || refused.Errno == LibC.ENOENT)
        {
            return false;
        }
    }
}
