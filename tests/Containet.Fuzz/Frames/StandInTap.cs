using Containet.DataPlane;
using Containet.DataPlane.Ports;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Fuzz.Frames;

/// <summary>
/// A port whose tap is one end of a unix socket that keeps messages apart: the engines read and write it as they do a tap,
/// and neither root nor a namespace is needed. This is the container's end.
/// </summary>
internal sealed unsafe class StandInTap : IDisposable
{
    private readonly Fd _end;

    /// <summary>Joins it to a switch.</summary>
    public StandInTap(Switch sut, int number, int worker, bool packetInformation, int vnetHeaderSize)
    {
        int* pair = stackalloc int[2];
        if (LibC.socketpair(LibC.AF_UNIX, LibC.SOCK_SEQPACKET | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC, 0, pair) < 0)
        {
            throw LinuxException.FromErrno("socketpair", "a stand-in for a tap");
        }

        _end = new Fd(pair[0]);
        Port = sut.AddPort(new PortSpec($"node{number}", "eth0")
        {
            Tap = new Fd(pair[1]),
            IsStandIn = true,
            PacketInformation = packetInformation,
            VnetHeaderSize = vnetHeaderSize,
            Worker = worker,
        });
    }

    public Port Port { get; }

    /// <summary>Bytes before each frame.</summary>
    public int PrefixSize => (Port.PacketInformation ? 4 : 0) + Port.VnetHeaderSize;

    /// <summary>Gives the switch a message to read.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TrySend(ReadOnlySpan<byte> message)
    {
        // Safe: the kernel reads the span.
        fixed (byte* bytes = message)
        {
            return LibC.send(_end.Value, bytes, message.Length, LibC.MSG_NOSIGNAL) == message.Length;
        }
    }

    /// <summary>Takes a message that the switch wrote.</summary>
    /// <returns>Its length; 0 if there is none.</returns>
    public int Receive(Span<byte> buffer)
    {
        // Safe: the kernel writes no more than the span holds.
        fixed (byte* bytes = buffer)
        {
            return Math.Max(0, (int)LibC.recv(_end.Value, bytes, buffer.Length, 0));
        }
    }

    public void Dispose() => _end.Dispose();
}
