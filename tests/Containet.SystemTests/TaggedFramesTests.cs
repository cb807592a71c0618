using Containet.DataPlane;
using Containet.DataPlane.Offload;
using Containet.DataPlane.Ports;
using Containet.DataPlane.Tests.Offload;
using Containet.SystemTests.Support;
using Xunit;

namespace Containet.SystemTests;

/// <summary>
/// VLAN-tagged packets, one tag or two, beside untagged ones: finished, with the checksum left to do, and as super-frames. Sent and seen
/// by packet sockets, so that kernels without VLAN interfaces do. What a port that can take all is given is what was sent; what a port
/// without offloads is given is what <see cref="Segmenter"/> makes of it, which <see cref="KernelSegmentationTests"/> compares.
/// </summary>
public abstract class TaggedFramesTests(EngineKind engine) : SwitchOnTaps(engine)
{
    private const int Rounds = 200;

    [SkippableTheory]
    [InlineData(WithVnet, 1)]
    [InlineData(Plain, 1)]
    [InlineData(WithVnet, 2)]
    [InlineData(WithPi, 2)]
    public void Tagged_packets_arrive_as_they_were_sent(int right, int workers)
    {
        Start(new SwitchOptions { Workers = workers });
        (NetworkNamespace a, Port _) = Join(1, WithVnet, worker: 0);
        (NetworkNamespace b, Port port) = Join(2, right, worker: workers - 1);
        b.Check("ping", "-c", "1", "-W", "2", "10.0.0.1");
        byte[] destination = b.HardwareAddress();
        byte[] source = a.HardwareAddress();
        using var sender = new PacketSocket(a);
        using var receiver = new PacketSocket(b, receives: true);
        for (int seed = 0; seed < Rounds; seed++)
        {
            (byte[] frame, VnetHeader vnet) = Make(seed);
            destination.CopyTo(frame, 0);
            source.CopyTo(frame, 6);
            Assert.Equal(0, sender.Send(vnet, frame));
            foreach (byte[] expected in Cut(frame, vnet, finished: port.VnetHeaderSize == 0))
            {
                Compare(expected, Next(receiver, source, destination, seed), vnet, seed);
            }
        }
    }

    private static (byte[] Frame, VnetHeader Vnet) Make(int seed)
    {
        var random = new Random(seed);
        PacketBuilder shape = PacketBuilder.FromSeed(seed) with { VlanTags = seed % 3 };
        bool isGso = random.Next(2) == 0;
        byte[] payload = new byte[isGso ? random.Next(1401, 40_000) : random.Next(0, 1300)];
        random.NextBytes(payload);
        byte[] frame = shape.Build(payload, random);
        shape.PreparePartialChecksum(frame);
        GsoType type = !isGso ? GsoType.None : !shape.Tcp ? GsoType.UdpL4 : shape.IpV6 ? GsoType.TcpV6 : GsoType.TcpV4;
        return (frame, new VnetHeader(
            VnetHeader.NeedsChecksumFlag,
            type,
            (ushort)shape.PayloadOffset,
            isGso ? (ushort)random.Next(600, 1300) : (ushort)0,
            (ushort)shape.TransportOffset,
            shape.Tcp ? (ushort)16 : (ushort)6));
    }

    private static IEnumerable<byte[]> Cut(byte[] frame, VnetHeader vnet, bool finished) => !finished ? [frame] : FinishedFrames.Of(frame, vnet);

    // Other frames on the interface are the stacks' own, neighbours asking for each other.
    private static byte[] Next(PacketSocket receiver, byte[] source, byte[] destination, int seed)
    {
        while (true)
        {
            (VnetHeader Vnet, byte[] Frame)? next = receiver.Receive(2000);
            Assert.True(next is not null, $"seed {seed}: nothing came");
            byte[] frame = next.Value.Frame;
            bool isOurs = frame.AsSpan(0, 6).SequenceEqual(destination) && frame.AsSpan(6, 6).SequenceEqual(source) && !IsNeighbours(frame);
            if (isOurs)
            {
                return frame;
            }
        }
    }

    private static bool IsNeighbours(byte[] frame) =>
        (frame[12], frame[13]) == (0x08, 0x06) || ((frame[12], frame[13]) == (0x86, 0xDD) && frame[20] == 58);

    private static void Compare(byte[] expected, byte[] came, VnetHeader vnet, int seed)
    {
        int same = expected.AsSpan().CommonPrefixLength(came);
        Assert.True(
            same == expected.Length && same == came.Length,
            $"seed {seed}, {vnet}: {came.Length} bytes came, which differ at {same} from the {expected.Length} expected");
    }
}

/// <summary>With io_uring.</summary>
[Trait("Category", "System")]
public sealed class UringTaggedFramesTests() : TaggedFramesTests(EngineKind.Uring);

/// <summary>With epoll.</summary>
[Trait("Category", "System")]
public sealed class EpollTaggedFramesTests() : TaggedFramesTests(EngineKind.Epoll);
