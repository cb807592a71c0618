using System.Diagnostics;
using Containet.Linux;
using Containet.Linux.Netlink;
using Tmds.Linux;

namespace Containet.Mpps.Kernel;

/// <summary>
/// A network namespace of the harness's own, held by a descriptor: it ends when that is closed and nothing runs in it or holds
/// a tap of it any more. Any thread.
/// </summary>
internal sealed unsafe class NetNamespace : IDisposable
{
    private readonly Fd _fd;

    /// <summary>Makes one, with <c>lo</c> up and no IPv6, whose own chatter would be counted.</summary>
    /// <exception cref="LinuxException">The kernel refused: not root.</exception>
    public NetNamespace()
    {
        _fd = NamespaceThread.Run(() =>
        {
            if (LibC.unshare(LibC.CLONE_NEWNET) != 0)
            {
                throw LinuxException.FromErrno("unshare", "network namespace");
            }

            fixed (byte* path = "/proc/thread-self/ns/net"u8)
            {
                int fd = LibC.open(path, LibC.O_RDONLY | LibC.O_CLOEXEC);
                return fd < 0 ? throw LinuxException.FromErrno("open", "network namespace") : new Fd(fd);
            }
        });
        Do(() =>
        {
            using var route = new RouteSocket();
            route.SetLink(RouteSocket.Loopback, new LinkSettings { Up = true });
            const string NoIPv6 = "/proc/sys/net/ipv6/conf/all/disable_ipv6";
            if (File.Exists(NoIPv6))
            {
                File.WriteAllText(NoIPv6, "1");
            }
        });
    }

    /// <summary>A path by which other programs can name it, as long as the harness runs.</summary>
    public string Path => $"/proc/{Environment.ProcessId}/fd/{_fd.Value}";

    /// <summary>Runs a function inside.</summary>
    public T Get<T>(Func<T> function) => NamespaceThread.Run(() =>
    {
        if (LibC.setns(_fd.Value, LibC.CLONE_NEWNET) != 0)
        {
            throw LinuxException.FromErrno("setns", "network namespace");
        }

        return function();
    });

    /// <summary>Runs an action inside.</summary>
    public void Do(Action action) => Get(() =>
    {
        action();
        return 0;
    });

    /// <summary>Starts a program inside, its three streams piped.</summary>
    public Process Start(string program, params IEnumerable<string> arguments) => Get(() => Programs.Start(program, arguments));

    /// <summary>Runs a program inside to its end.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="ProgramException">Its status is not 0.</exception>
    public string Check(string program, params string[] arguments)
    {
        using Process process = Start(program, arguments);
        return Programs.Finish(process, $"{program} {string.Join(' ', arguments)}", input: null);
    }

    /// <summary>Runs <c>ip</c> commands inside, one a line.</summary>
    /// <exception cref="ProgramException">One of them failed.</exception>
    public void Ip(params string[] commands)
    {
        using Process process = Start("ip", "-batch", "-");
        Programs.Finish(process, $"ip {string.Join("; ", commands)}", string.Join('\n', commands) + "\n");
    }

    /// <inheritdoc/>
    public void Dispose() => _fd.Dispose();
}
