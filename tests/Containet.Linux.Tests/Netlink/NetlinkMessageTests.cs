using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Containet.Linux.Netlink;
using FsCheck.Xunit;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Tests.Netlink;

public class NetlinkMessageTests
{
    [Property]
    public bool AttributesReadBack(ushort type, byte[] first, byte[] second)
    {
        Span<byte> buffer = new byte[4096];
        buffer.Fill(0xff);
        var message = new NetlinkMessage(buffer, type, NLM_F_CREATE, 7);
        message.Append(new ifaddrmsg { ifa_prefixlen = 24 });
        message.Attribute(1, first);
        message.Attribute(2, second);
        ReadOnlySpan<byte> bytes = message.Bytes;

        nlmsghdr header = MemoryMarshal.Read<nlmsghdr>(bytes);
        ReadOnlySpan<byte> rest = bytes[24..];
        return header.nlmsg_len == bytes.Length && bytes.Length % 4 == 0
            && header.nlmsg_type == type && header.nlmsg_seq == 7
            && header.nlmsg_flags == (NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE)
            && Take(ref rest, 1, first) && Take(ref rest, 2, second) && rest.IsEmpty;
    }

    private static bool Take(ref ReadOnlySpan<byte> rest, int type, byte[] value)
    {
        int length = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        int padded = (length + 3) & ~3;
        bool good = length == 4 + value.Length && BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]) == type
            && rest[4..length].SequenceEqual(value) && rest[length..padded].IndexOfAnyExcept((byte)0) < 0;
        rest = rest[padded..];
        return good;
    }
}
