using System.Buffers.Binary;
using Containet.DataPlane.Offload;
using Containet.DataPlane.Tests.Offload;

namespace Containet.Fuzz.Frames;

/// <summary>Inputs for <see cref="FramePathTarget"/> to begin with: stations that know each other and speak in every shape.</summary>
internal static class FrameSeeds
{
    private static readonly (bool PacketInformation, int Vnet)[] Kinds = [(false, 0), (true, 0), (false, 10), (true, 12)];

    public static IEnumerable<(string Name, byte[] Input)> All()
    {
        for (int how = 0; how < 4; how++)
        {
            for (int shape = 0; shape < 8; shape++)
            {
                yield return ($"shape-{shape}-how-{how}", Conversation((byte)how, shape));
            }
        }
    }

    private static byte[] Conversation(byte how, int seed)
    {
        var random = new Random(seed);
        List<byte> input = [how];
        var shape = new PacketBuilder
        {
            IpV6 = (seed & 1) != 0,
            Tcp = (seed & 2) != 0,
            VlanTags = (seed & 4) != 0 ? random.Next(1, 3) : 0,
            TcpOptions = (seed & 2) != 0 ? 12 : 0,
        };

        // Everybody is heard once; then segments of a flow, one with options among them, and a super-frame from a port that has such.
        for (int port = 0; port < Kinds.Length; port++)
        {
            Add(input, port, turn: true, shape.Build(new byte[18], random), default, to: (port + 1) % Kinds.Length);
        }

        byte[] segment = shape.Build(new byte[24], random);
        shape.PreparePartialChecksum(segment);
        VnetHeader checksum = new(VnetHeader.NeedsChecksumFlag, GsoType.None, 0, 0, (ushort)shape.TransportOffset, shape.Tcp ? (ushort)16 : (ushort)6);
        for (int i = 0; i < 6; i++)
        {
            segment[^1] = (byte)i;
            Add(input, 2, turn: i == 0, segment, checksum, to: 3);
            if (shape.Tcp)
            {
                Span<byte> sequence = segment.AsSpan(shape.TransportOffset + 4);
                BinaryPrimitives.WriteUInt32BigEndian(sequence, BinaryPrimitives.ReadUInt32BigEndian(sequence) + 24);
            }

            if (i == 2)
            {
                Add(input, 2, turn: false, WithOptions(shape, segment, random), default, to: 3);
            }
        }

        byte[] super = shape.Build(new byte[500], random);
        shape.PreparePartialChecksum(super);
        GsoType type = !shape.Tcp ? GsoType.UdpL4 : shape.IpV6 ? GsoType.TcpV6 : GsoType.TcpV4;
        VnetHeader gso = checksum with { GsoType = type, GsoSize = 100, HeaderLength = (ushort)shape.PayloadOffset };
        Add(input, 2, turn: true, super, gso, to: 0);
        Add(input, 3, turn: false, super, gso, to: 2);
        Add(input, 3, turn: false, super, gso, to: 255);
        return [.. input];
    }

    // A frame of the same flow, in which the ports lie elsewhere.
    private static byte[] WithOptions(PacketBuilder shape, byte[] segment, Random random)
    {
        PacketBuilder odd = shape with { NetworkOptions = 8 };
        byte[] frame = odd.Build(new byte[24], random);
        (int at, int length) = shape.IpV6 ? (8, 32) : (12, 8);
        segment.AsSpan(0, shape.NetworkOffset).CopyTo(frame);
        segment.AsSpan(shape.NetworkOffset + at, length).CopyTo(frame.AsSpan(shape.NetworkOffset + at));
        segment.AsSpan(shape.TransportOffset, 4).CopyTo(frame.AsSpan(odd.TransportOffset));
        return frame;
    }

    private static void Add(List<byte> input, int port, bool turn, byte[] frame, VnetHeader vnet, int to)
    {
        (bool packetInformation, int vnetSize) = Kinds[port];
        frame = (byte[])frame.Clone();
        frame.AsSpan(0, 6).Fill(to == 255 ? (byte)255 : (byte)(2 * (to + 1)));
        frame.AsSpan(6, 6).Fill((byte)(2 * (port + 1)));
        byte[] prefix = new byte[(packetInformation ? 4 : 0) + vnetSize];
        if (packetInformation)
        {
            frame.AsSpan(12, 2).CopyTo(prefix.AsSpan(2));
        }

        if (vnetSize > 0)
        {
            vnet.Write(prefix.AsSpan(prefix.Length - vnetSize));
        }

        int length = prefix.Length + frame.Length;
        input.AddRange([(byte)(port | (turn ? 4 : 0)), (byte)length, (byte)(length >> 8), .. prefix, .. frame]);
    }
}
