using Containet.Linux;
using Tmds.Linux;

namespace Containode.Oci;

/// <summary>
/// What a created container waits at until it is started: a FIFO in its entry, which it has opened before it entered its
/// root, and reads one byte of before it executes the program. As long as the FIFO is there the container is not started.
/// </summary>
internal static class StartGate
{
    private const string Name = "start";
    private const int PrivateFile = 0x180; // 0600

    /// <summary>Where it is in an entry.</summary>
    public static string PathIn(string entry) => $"{entry}/{Name}";

    /// <summary>Makes it.</summary>
    /// <exception cref="LinuxException">It could not be made.</exception>
    public static void Make(string entry) => Files.MakePipe(PathIn(entry), PrivateFile);

    /// <summary>Tells whether the container still waits.</summary>
    public static bool IsClosed(string entry) => File.Exists(PathIn(entry));

    /// <summary>Lets the container go on.</summary>
    /// <exception cref="LinuxException">Nobody waits there.</exception>
    public static void Open(string entry)
    {
        string path = PathIn(entry);
        using Fd gate = Files.Open(path, LibC.O_WRONLY | LibC.O_NONBLOCK);
        if (Files.TryWrite(gate, "\0"u8) != 1)
        {
            throw LinuxException.FromErrno("write to", path);
        }

        File.Delete(path);
    }
}
