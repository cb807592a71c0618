using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Containet.DataPlane.Forwarding;

namespace Containet.DataPlane.Policies.Rules;

/// <summary>
/// What rules may look at in a frame, each at a fixed place in eight 64-bit words, so that any condition is a mask and a value. Also
/// such a mask, and such a value.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>0: destination address (48), VLAN (16: 0x1000 and the identifier; 0 if untagged)</item>
/// <item>1: source address (48), type behind the tags (16)</item>
/// <item>2: port it came from (16), port it goes to (16), protocol (8), TCP flags (8), whether there are transport ports (16)</item>
/// <item>3: source port (16), destination port (16)</item>
/// <item>4, 5: source IP address; 6, 7: destination IP address (<see cref="IpKey"/>; zero if it is not IP)</item>
/// </list>
/// </remarks>
[InlineArray(8)]
internal struct FrameKey : IEquatable<FrameKey>
{
    /// <summary>Words of a key.</summary>
    public const int Words = 8;

    /// <summary>Where the VLAN's identifier means that there is one.</summary>
    public const ushort Tagged = 0x1000;

    private const int MaxExtensions = 8;
    private ulong _first;

    /// <summary>The destination's hardware address and the VLAN.</summary>
    public static ulong Word0(MacAddress destination, ushort vlan) => destination.Value | ((ulong)vlan << 48);

    /// <summary>The source's hardware address and the type.</summary>
    public static ulong Word1(MacAddress source, ushort type) => source.Value | ((ulong)type << 48);

    /// <summary>The switch's ports, the protocol, the flags of TCP.</summary>
    public static ulong Word2(ushort from, ushort to, byte protocol, byte flags, bool hasPorts) =>
        from | ((ulong)to << 16) | ((ulong)protocol << 32) | ((ulong)flags << 40) | (hasPorts ? 1UL << 48 : 0);

    /// <summary>The transport's ports.</summary>
    public static ulong Word3(ushort source, ushort destination) => source | ((ulong)destination << 16);

    /// <summary>Reads a frame.</summary>
    /// <param name="frame">At least an Ethernet header. Whatever else is missing or cut is as if it were not there.</param>
    /// <param name="from">The port that it came from.</param>
    public static FrameKey Read(ReadOnlySpan<byte> frame, ushort from)
    {
        FrameKey key = default;
        int network = Forwarder.HeaderSize;
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(frame[12..]);
        ushort vlan = 0;
        for (int tags = 0; tags < 2 && type is 0x8100 or 0x88A8 && frame.Length >= network + 4; tags++)
        {
            ushort tag = (ushort)(Tagged | (BinaryPrimitives.ReadUInt16BigEndian(frame[network..]) & 0xFFF));
            vlan = tags == 0 ? tag : vlan;
            type = BinaryPrimitives.ReadUInt16BigEndian(frame[(network + 2)..]);
            network += 4;
        }

        key[0] = Word0(MacAddress.Read(frame), vlan);
        key[1] = Word1(MacAddress.Read(frame[MacAddress.Size..]), type);
        key[2] = from;
        ReadOnlySpan<byte> packet = frame[network..];
        if (type == 0x0800 && packet.Length >= 20 && packet[0] >> 4 == 4)
        {
            ReadIp4(packet, ref key);
        }
        else if (type == 0x86DD && packet.Length >= 40 && packet[0] >> 4 == 6)
        {
            ReadIp6(packet, ref key);
        }

        return key;
    }

    /// <summary>Says which port it goes to.</summary>
    public void SetDestination(ushort port) => this[2] = (this[2] & ~0xFFFF_0000UL) | ((ulong)port << 16);

    /// <summary>Whether what a mask lets through is a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool Matches(in FrameKey mask, in FrameKey value)
    {
        ref ulong key = ref Unsafe.AsRef(in _first);
        ref ulong masks = ref Unsafe.AsRef(in mask._first);
        ref ulong values = ref Unsafe.AsRef(in value._first);
        Vector256<ulong> low = (Vector256.LoadUnsafe(ref key) & Vector256.LoadUnsafe(ref masks)) ^ Vector256.LoadUnsafe(ref values);
        Vector256<ulong> high = (Vector256.LoadUnsafe(ref key, 4) & Vector256.LoadUnsafe(ref masks, 4)) ^ Vector256.LoadUnsafe(ref values, 4);
        return (low | high) == Vector256<ulong>.Zero;
    }

    /// <inheritdoc/>
    public readonly bool Equals(FrameKey other) => ((ReadOnlySpan<ulong>)this).SequenceEqual(other);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is FrameKey other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(MemoryMarshal.AsBytes((ReadOnlySpan<ulong>)this));
        return hash.ToHashCode();
    }

    private static void ReadIp4(ReadOnlySpan<byte> packet, ref FrameKey key)
    {
        SetAddresses(ref key, IpKey.Ip4(packet[12..]), IpKey.Ip4(packet[16..]));
        int header = (packet[0] & 15) * 4;
        bool isFirst = (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x1FFF) == 0;
        ReadTransport(isFirst && header >= 20 && packet.Length >= header ? packet[header..] : [], packet[9], ref key);
    }

    private static void ReadIp6(ReadOnlySpan<byte> packet, ref FrameKey key)
    {
        SetAddresses(ref key, IpKey.Ip6(packet[8..]), IpKey.Ip6(packet[24..]));
        byte next = packet[6];
        packet = packet[40..];
        for (int i = 0; i < MaxExtensions && next is 0 or 43 or 44 or 60 && packet.Length >= 8; i++)
        {
            // Hop-by-hop options, routing, fragment, destination options (RFC 8200, section 4).
            bool isLaterFragment = next == 44 && (BinaryPrimitives.ReadUInt16BigEndian(packet[2..]) & 0xFFF8) != 0;
            int length = next == 44 ? 8 : 8 + (packet[1] * 8);
            next = packet[0];
            packet = isLaterFragment || packet.Length < length ? [] : packet[length..];
        }

        ReadTransport(packet, next, ref key);
    }

    private static void SetAddresses(ref FrameKey key, IpKey source, IpKey destination)
    {
        key[4] = source.High;
        key[5] = source.Low;
        key[6] = destination.High;
        key[7] = destination.Low;
    }

    private static void ReadTransport(ReadOnlySpan<byte> transport, byte protocol, ref FrameKey key)
    {
        bool hasPorts = protocol is 6 or 17 or 132 && transport.Length >= 4; // TCP, UDP, SCTP
        byte flags = protocol == 6 && transport.Length >= 14 ? transport[13] : (byte)0;
        key[2] = Word2((ushort)key[2], 0, protocol, flags, hasPorts);
        if (hasPorts)
        {
            key[3] = Word3(BinaryPrimitives.ReadUInt16BigEndian(transport), BinaryPrimitives.ReadUInt16BigEndian(transport[2..]));
        }
    }
}
