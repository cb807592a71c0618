using System.Globalization;
using System.Text;
using Containet.Linux;
using Containet.Linux.Launching;
using Containode.Running;
using Tmds.Linux;

namespace Containode.Living;

/// <summary>
/// How a launcher goes to the background: containode runs itself once more, in a session of its own, and waits for what
/// that one says through a pipe. It says the container's identity once the program runs; until then it has the caller's
/// standard error for what went wrong, and its exit status becomes the caller's. Nobody who cannot be told gets a
/// container: if the caller is gone by then, the launch fails.
/// </summary>
internal sealed unsafe class Detachment : IDisposable
{
    // Handed down by the environment of the launcher alone, which no container sees.
    private const string Variable = "CONTAINODE_DETACHED";
    private const string Self = "/proc/self/exe";

    private readonly Fd _caller;

    private Detachment(Fd caller)
    {
        _caller = caller;
    }

    /// <summary>In the launcher in the background: its tie to the caller.</summary>
    /// <returns>It; null if this is no such launcher.</returns>
    public static Detachment? Inherited()
    {
        string? value = Environment.GetEnvironmentVariable(Variable);
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int fd))
        {
            return null;
        }

        Environment.SetEnvironmentVariable(Variable, null);
        var caller = new Fd(fd);
        if (!Files.IsPipe(fd) || LibC.fcntl(fd, LibC.F_SETFD, LibC.FD_CLOEXEC) < 0)
        {
            caller.SetHandleAsInvalid();
            return null;
        }

        LibC.setsid();
        return new Detachment(caller);
    }

    /// <summary>In the caller: starts the launcher in the background and waits until it has started the program.</summary>
    /// <returns>The exit status to end with. The identity has been printed if it is 0.</returns>
    /// <exception cref="LinuxException">It could not be started.</exception>
    public static int Start()
    {
        (Fd read, Fd write) = Files.Pipe();
        int pid;
        using (write)
        {
            LibC.fcntl(write.Value, LibC.F_SETFD, 0);
            pid = Spawn(write.Value);
        }

        using (read)
        {
            string identity = ReadAll(read);
            if (identity.EndsWith('\n'))
            {
                StandardOutput.Print(identity);
                return 0;
            }
        }

        return ChildProcess.WaitFor(pid);
    }

    /// <summary>Tells the caller that the program runs, and lets go of all that is the caller's.</summary>
    /// <param name="identity">The container's.</param>
    /// <exception cref="LaunchException">The caller is gone.</exception>
    public void Tell(string identity)
    {
        byte[] line = Encoding.ASCII.GetBytes($"{identity}\n");
        if (Files.TryWrite(_caller, line) != line.Length)
        {
            throw new LaunchException("whoever asked for the container is gone");
        }

        using Fd nothing = Files.Open("/dev/null", LibC.O_RDWR);
        for (int stream = LibC.STDIN_FILENO; stream <= LibC.STDERR_FILENO; stream++)
        {
            LibC.dup2(nothing.Value, stream);
        }

        Directory.SetCurrentDirectory("/");
        _caller.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _caller.Dispose();

    // The same arguments and environment, byte for byte, and where to say what.
    private static int Spawn(int descriptor)
    {
        byte[] arguments = File.ReadAllBytes("/proc/self/cmdline");
        byte[] environment =
            [.. File.ReadAllBytes("/proc/self/environ"), .. Encoding.ASCII.GetBytes($"{Variable}={descriptor.ToString(CultureInfo.InvariantCulture)}\0")];
        int pid;
        fixed (byte* path = Encoding.ASCII.GetBytes(Self + '\0'))
        fixed (byte* argumentText = arguments)
        fixed (byte* environmentText = environment)
        fixed (byte** argv = Split(arguments, argumentText))
        fixed (byte** envp = Split(environment, environmentText))
        {
            // Safe: both arrays are zero-terminated and point into texts that stay where they are.
            int errno = Containet.Linux.Bindings.Native.posix_spawn(&pid, path, null, null, argv, envp);
            return errno == 0 ? pid : throw new LinuxException(errno, "start", "containode in the background");
        }
    }

    // The texts of a list in which each ends with a zero.
    private static byte*[] Split(byte[] list, byte* start)
    {
        var texts = new byte*[list.AsSpan().Count((byte)0) + 1];
        int next = 0;
        for (int i = 0; i < texts.Length - 1; i++)
        {
            texts[i] = start + next;
            next += list.AsSpan(next).IndexOf((byte)0) + 1;
        }

        return texts;
    }

    private static string ReadAll(Fd pipe)
    {
        var text = new StringBuilder();
        byte* buffer = stackalloc byte[Specification.Identity.MaxLength + 1];
        while (true)
        {
            int count = (int)LibC.read(pipe.Value, buffer, Specification.Identity.MaxLength + 1);
            if (count > 0)
            {
                text.Append(Encoding.ASCII.GetString(buffer, count));
            }
            else if (count == 0 || LibC.errno != LibC.EINTR)
            {
                return text.ToString();
            }
        }
    }
}
