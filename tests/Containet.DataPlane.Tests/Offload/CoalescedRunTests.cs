using System.Buffers.Binary;
using Containet.DataPlane.Offload;
using FsCheck.Xunit;
using Xunit;

namespace Containet.DataPlane.Tests.Offload;

public class CoalescedRunTests
{
    // A stream of segments in which something is wrong now and then: whatever was put together splits into what came.
    [Property(MaxTest = 2000)]
    public void Split_again_it_is_what_came(int seed)
    {
        var random = new Random(seed);
        PacketBuilder shape = PacketBuilder.FromSeed(seed) with { NetworkOptions = 0, TcpFlags = 0x10 };
        List<byte[]> frames = Stream(shape, random, 2 + random.Next(30));
        bool partial = random.Next(2) == 0;

        int at = 0;
        while (at < frames.Count)
        {
            var run = default(CoalescedRun);
            byte[] first = Offered(shape, frames[at], partial, out VnetHeader vnet);
            int count = 1;
            if (run.TryBegin(first, vnet))
            {
                while (at + count < frames.Count)
                {
                    byte[] next = Offered(shape, frames[at + count], partial, out VnetHeader nextVnet);
                    if (!IsSameFlow(run, first, next) || !run.TryAdd(first, next, nextVnet))
                    {
                        break;
                    }

                    count++;
                }

                Assert.Equal(count, run.Segments);
                CheckSplit(shape, run, frames.GetRange(at, count), partial);
            }

            at += count;
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_clean_stream_is_put_together(bool ipV6, bool tcp)
    {
        var shape = new PacketBuilder { IpV6 = ipV6, Tcp = tcp, TcpOptions = 12 };
        List<byte[]> frames = CleanStream(shape, new Random(1), 100, 18, fixedId: false);
        var run = default(CoalescedRun);
        Assert.True(run.TryBegin(frames[0], default));
        int added = frames.Skip(1).TakeWhile(f => run.TryAdd(frames[0], f, default)).Count();
        int expected = tcp ? frames.Count : CoalescedRun.MaxDatagrams;
        Assert.Equal(expected, 1 + added);
        Assert.Equal(expected * 18, run.PayloadLength);
    }

    [Theory]
    [InlineData("source address", 26)]
    [InlineData("destination port", 37)]
    [InlineData("source MAC", 7)]
    public void Another_flow_is_told(string what, int offset)
    {
        var shape = new PacketBuilder();
        List<byte[]> frames = CleanStream(shape, new Random(1), 2, 18, fixedId: false);
        var run = default(CoalescedRun);
        Assert.True(run.TryBegin(frames[0], default));
        Assert.True(IsSameFlow(run, frames[0], frames[1]));
        frames[1][offset] ^= 1;
        Assert.False(IsSameFlow(run, frames[0], frames[1]), what);
    }

    [Fact]
    public void Not_across_a_frame_that_differs_and_nothing_after_a_short_one()
    {
        var shape = new PacketBuilder();
        List<byte[]> frames = CleanStream(shape, new Random(1), 3, 18, fixedId: true);
        byte[] otherTtl = (byte[])frames[1].Clone();
        otherTtl[22]--;
        Finish(shape, otherTtl);
        var run = default(CoalescedRun);
        Assert.True(run.TryBegin(frames[0], default));
        Assert.False(run.TryAdd(frames[0], otherTtl, default));
        Assert.False(run.TryAdd(frames[0], frames[2], default));

        byte[] damaged = (byte[])frames[1].Clone();
        damaged[^1] ^= 1;
        Assert.True(run.TryBegin(frames[0], default));
        Assert.False(run.TryAdd(frames[0], damaged, default));
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(false, 40)]
    [InlineData(true, 8)]
    [InlineData(true, 24)]
    public void A_frame_with_options_is_of_its_flow_and_ends_the_run(bool ipV6, int options)
    {
        var shape = new PacketBuilder { IpV6 = ipV6 };
        byte[] plain = CleanStream(shape, new Random(1), 1, 18, fixedId: true)[0];
        byte[] odd = (shape with { NetworkOptions = options }).Build(new byte[18], new Random(1));
        int address = ipV6 ? 22 : 26;
        plain.AsSpan(0, 12).CopyTo(odd);
        plain.AsSpan(address, ipV6 ? 32 : 8).CopyTo(odd.AsSpan(address));
        plain.AsSpan(shape.TransportOffset, 4).CopyTo(odd.AsSpan(shape.TransportOffset + options));
        var run = default(CoalescedRun);
        Assert.True(run.TryBegin(plain, default));
        Assert.True(IsSameFlow(run, plain, odd));
        Assert.False(run.TryAdd(plain, odd, default));
        Assert.False(run.TryAdd(plain, plain, default));
    }

    private static bool IsSameFlow(CoalescedRun run, byte[] first, byte[] frame) =>
        PacketLayout.TryParse(frame, out PacketLayout layout) && run.IsSameFlow(first, frame, layout);

    private static void CheckSplit(PacketBuilder shape, CoalescedRun run, List<byte[]> came, bool partial)
    {
        byte[] first = Offered(shape, came[0], partial, out _);
        byte[] super = new byte[run.HeaderLength + run.PayloadLength];
        VnetHeader vnet = run.WriteHeaders(first, super);
        int offset = run.HeaderLength;
        foreach (byte[] frame in came)
        {
            frame.AsSpan(run.HeaderLength).CopyTo(super.AsSpan(offset));
            offset += frame.Length - run.HeaderLength;
        }

        Assert.True(VnetValidator.IsValid(vnet, super, out int headerLength));
        Assert.Equal(run.HeaderLength, headerLength);
        var segmenter = new Segmenter(super, vnet);
        Assert.Equal(came.Count, segmenter.Count);
        for (int i = 0; i < came.Count; i++)
        {
            (int at, int length) = segmenter.PayloadOf(i);
            byte[] segment = new byte[segmenter.HeaderLength + length];
            segmenter.WriteHeaders(super, i, InternetChecksum.Sum(super.AsSpan(at, length)), segment);
            super.AsSpan(at, length).CopyTo(segment.AsSpan(segmenter.HeaderLength));
            if (!shape.IpV6)
            {
                // Where nobody may fragment, identifications mean nothing and may come out counted.
                bool dontFragment = (came[i][shape.NetworkOffset + 6] & 0x40) != 0;
                Assert.True(dontFragment || Id(shape, segment) == Id(shape, came[i]));
                SetId(shape, segment, Id(shape, came[i]));
            }

            Finish(shape, segment);
            Assert.Equal(came[i], segment);
        }
    }

    // Finished frames; or as a sender with offloads gives them, the checksum still to be finished.
    private static byte[] Offered(PacketBuilder shape, byte[] frame, bool partial, out VnetHeader vnet)
    {
        vnet = default;
        if (!partial || !shape.IsRight(frame) || frame.Length == shape.PayloadOffset)
        {
            return frame;
        }

        byte[] offered = (byte[])frame.Clone();
        shape.PreparePartialChecksum(offered);
        vnet = new VnetHeader(
            VnetHeader.NeedsChecksumFlag, GsoType.None, 0, 0, (ushort)shape.TransportOffset, shape.Tcp ? (ushort)16 : (ushort)6);
        return offered;
    }

    private static List<byte[]> Stream(PacketBuilder shape, Random random, int count)
    {
        List<byte[]> frames = CleanStream(shape, random, count, random.Next(1, 200), random.Next(2) == 0);
        for (int damage = random.Next(6); damage > 0; damage--)
        {
            int victim = random.Next(count);
            byte[] frame = frames[victim];
            switch (random.Next(6))
            {
                case 0:
                    frame[random.Next(frame.Length)] ^= (byte)(1 << random.Next(8));
                    continue; // the checksum is wrong now
                case 1:
                    frame[random.Next(shape.PayloadOffset)] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    frames[victim] = Resize(shape, frame, random.Next(1, 220));
                    break;
                case 3 when shape.Tcp:
                    frame[shape.TransportOffset + 13] ^= (byte)(1 << random.Next(8));
                    break;
                case 4 when !shape.IpV6:
                    SetId(shape, frame, (ushort)random.Next(4));
                    break;
                default:
                    (frames[victim], frames[0]) = (frames[0], frames[victim]);
                    break;
            }

            if (LooksLike(shape, frames[victim]))
            {
                Finish(shape, frames[victim]);
            }
        }

        return frames;
    }

    private static bool LooksLike(PacketBuilder shape, byte[] frame) =>
        PacketLayout.TryParse(frame, out PacketLayout layout) && layout.Payload == shape.PayloadOffset && layout.IsTcp == shape.Tcp;

    private static List<byte[]> CleanStream(PacketBuilder shape, Random random, int count, int size, bool fixedId)
    {
        byte[] template = shape.Build(new byte[size], random);
        var frames = new List<byte[]>();
        uint sequence = (uint)random.NextInt64();
        ushort id = (ushort)random.Next(65536);
        for (int i = 0; i < count; i++)
        {
            byte[] frame = (byte[])template.Clone();
            random.NextBytes(frame.AsSpan(shape.PayloadOffset));
            if (!shape.IpV6)
            {
                SetId(shape, frame, fixedId ? id : (ushort)(id + i));
            }

            if (shape.Tcp)
            {
                BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(shape.TransportOffset + 4), sequence + (uint)(i * size));
            }

            Finish(shape, frame);
            frames.Add(frame);
        }

        return frames;
    }

    private static byte[] Resize(PacketBuilder shape, byte[] frame, int payload)
    {
        byte[] resized = new byte[shape.PayloadOffset + payload];
        frame.AsSpan(0, Math.Min(frame.Length, resized.Length)).CopyTo(resized);
        Span<byte> network = resized.AsSpan(shape.NetworkOffset);
        int length = resized.Length - shape.NetworkOffset - (shape.IpV6 ? 40 : 0);
        BinaryPrimitives.WriteUInt16BigEndian(network[(shape.IpV6 ? 4 : 2)..], (ushort)length);
        if (!shape.Tcp)
        {
            BinaryPrimitives.WriteUInt16BigEndian(resized.AsSpan(shape.TransportOffset + 4), (ushort)(8 + payload));
        }

        return resized;
    }

    private static ushort Id(PacketBuilder shape, byte[] frame) => BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(shape.NetworkOffset + 4));

    private static void SetId(PacketBuilder shape, byte[] frame, ushort id) =>
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(shape.NetworkOffset + 4), id);

    // All checksums, the plain way.
    private static void Finish(PacketBuilder shape, byte[] frame)
    {
        if (!shape.IpV6)
        {
            Span<byte> network = frame.AsSpan(shape.NetworkOffset, 20);
            network[10..12].Clear();
            BinaryPrimitives.WriteUInt16BigEndian(network[10..], (ushort)~PacketBuilder.PlainSum(network));
        }

        shape.PreparePartialChecksum(frame);
        ushort sum = PacketBuilder.PlainSum(frame.AsSpan(shape.TransportOffset));
        ushort checksum = !shape.Tcp && sum == 0xFFFF ? sum : (ushort)~sum;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(shape.TransportOffset + (shape.Tcp ? 16 : 6)), checksum);
    }
}
