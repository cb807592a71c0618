using System.Net;
using System.Net.Sockets;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.SystemTests.Support;

/// <summary>Sockets in a container's network, used from here.</summary>
internal static class ContainerSockets
{
    /// <summary>Makes a UDP socket in a container's network namespace, where it stays.</summary>
    /// <param name="container">A running container.</param>
    /// <param name="port">What it is bound to.</param>
    public static Socket Udp(Container container, int port)
    {
        Socket? made = null;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using Fd target = Files.Open($"/proc/{container.First}/ns/net", LibC.O_RDONLY);
                if (LibC.setns(target.Value, LibC.CLONE_NEWNET) != 0)
                {
                    throw LinuxException.FromErrno("setns", "the container's network");
                }

                made = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                made.Bind(new IPEndPoint(IPAddress.Any, port));
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? made! : throw new InvalidOperationException("in the container's network", failure);
    }
}
