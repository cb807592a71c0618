using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Netlink;

/// <summary>
/// One netlink request being put together in a caller's buffer: header, fixed part, attributes, each aligned to four
/// bytes (netlink(7)). Native byte order; what an attribute holds is the caller's.
/// </summary>
internal ref struct NetlinkMessage
{
    private const int Alignment = 4;

    private readonly Span<byte> _buffer;
    private int _length;

    /// <summary>Starts a request.</summary>
    /// <param name="buffer">Where it goes; a message that does not fit ends the program with an exception.</param>
    /// <param name="type">The message's type (<c>RTM_…</c>).</param>
    /// <param name="flags">Flags besides NLM_F_REQUEST and NLM_F_ACK.</param>
    /// <param name="sequence">The number that the answer repeats.</param>
    public NetlinkMessage(Span<byte> buffer, ushort type, ushort flags, uint sequence)
    {
        _buffer = buffer;
        _length = 0;
        Append(new nlmsghdr
        {
            nlmsg_type = type,
            nlmsg_flags = (ushort)(NLM_F_REQUEST | NLM_F_ACK | flags),
            nlmsg_seq = sequence,
        });
    }

    /// <summary>The message as it is to be sent.</summary>
    public readonly ReadOnlySpan<byte> Bytes
    {
        get
        {
            MemoryMarshal.AsRef<nlmsghdr>(_buffer).nlmsg_len = (uint)_length;
            return _buffer[.._length];
        }
    }

    /// <summary>Adds the fixed part.</summary>
    public void Append<T>(T part)
        where T : unmanaged
    {
        MemoryMarshal.Write(_buffer[_length..], part);
        _length = Align(_length + Unsafe.SizeOf<T>());
    }

    /// <summary>Adds an attribute.</summary>
    public void Attribute(ushort type, scoped ReadOnlySpan<byte> value)
    {
        int start = _length;
        int length = Unsafe.SizeOf<nlattr>() + value.Length;
        _buffer[start..Align(start + length)].Clear();
        Append(new nlattr { nla_len = (ushort)length, nla_type = type });
        value.CopyTo(_buffer[_length..]);
        _length = Align(start + length);
    }

    /// <summary>Adds an attribute that is a number.</summary>
    public void Attribute(ushort type, uint value) => Attribute(type, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)));

    private static int Align(int length) => (length + Alignment - 1) & ~(Alignment - 1);
}
