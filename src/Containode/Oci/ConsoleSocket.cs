using System.Text;
using Containet.Linux;

namespace Containode.Oci;

/// <summary>The socket on which a runtime's caller wants the master of a container's terminal.</summary>
internal static class ConsoleSocket
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Sends the master.</summary>
    /// <exception cref="LinuxException">Nobody listens there.</exception>
    public static void Send(string path, Fd master)
    {
        using Fd socket = UnixSocket.Connect(path, Patience);
        int sent = UnixSocket.Send(socket.Value, Encoding.ASCII.GetBytes("/dev/ptmx"), [master.Value]);
        if (sent < 0)
        {
            throw new LinuxException(-sent, "send the terminal to", path);
        }
    }
}
