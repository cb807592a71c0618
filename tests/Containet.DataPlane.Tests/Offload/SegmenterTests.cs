using System.Buffers.Binary;
using Containet.DataPlane.Offload;
using FsCheck.Xunit;
using Xunit;

namespace Containet.DataPlane.Tests.Offload;

public class SegmenterTests
{
    [Property(MaxTest = 500)]
    public void Segments_put_together_are_the_super_frame(int seed)
    {
        PacketBuilder shape = PacketBuilder.FromSeed(seed);
        var random = new Random(seed);
        byte[] payload = new byte[random.Next(1, 65_000 - shape.PayloadOffset)];
        random.NextBytes(payload);
        byte[] frame = shape.Build(payload, random);
        VnetHeader header = HeaderOf(shape, (ushort)random.Next(Math.Max(8, payload.Length / 100), 9000));
        Assert.True(VnetValidator.IsValid(header, frame, out _));

        var segmenter = new Segmenter(frame, header);
        Assert.Equal((payload.Length + header.GsoSize - 1) / header.GsoSize, segmenter.Count);
        var joined = new List<byte>();
        for (int i = 0; i < segmenter.Count; i++)
        {
            byte[] segment = Cut(segmenter, frame, i);
            Assert.True(shape.IsRight(segment), $"segment {i} of {segmenter.Count} of {shape}");
            Assert.True(i == segmenter.Count - 1 || segment.Length == shape.PayloadOffset + header.GsoSize);
            CheckHeaders(shape, frame, segment, i, segmenter.Count, header.GsoSize);
            joined.AddRange(segment.AsSpan(shape.PayloadOffset));
        }

        Assert.Equal(payload, joined);
    }

    [Property(MaxTest = 300)]
    public void A_finished_checksum_is_right(int seed)
    {
        PacketBuilder shape = PacketBuilder.FromSeed(seed);
        var random = new Random(seed);
        byte[] payload = new byte[random.Next(0, 1400)];
        random.NextBytes(payload);
        byte[] frame = shape.Build(payload, random);
        shape.PreparePartialChecksum(frame);

        byte[] copy = new byte[Segmenter.MaxHeaderLength];
        int copied = SoftwareOffload.CopyChecksummed(frame, HeaderOf(shape, 0) with { GsoType = GsoType.None }, copy);
        Assert.True(shape.IsRight([.. copy.AsSpan(0, copied), .. frame.AsSpan(copied)]), $"{shape}");
    }

    // Whatever the header and the bytes: refused, or cut without an exception.
    [Property(MaxTest = 3000, EndSize = 200)]
    public void A_header_that_lies_does_no_harm(byte[] noise, int seed, bool mostlyRight)
    {
        var random = new Random(seed);
        PacketBuilder shape = PacketBuilder.FromSeed(seed);
        byte[] frame = mostlyRight ? shape.Build(noise, random) : noise;
        byte[] raw = new byte[VnetHeader.Size];
        (mostlyRight ? HeaderOf(shape, 100) : default).Write(raw);
        for (int i = random.Next(4); i > 0; i--)
        {
            raw[random.Next(raw.Length)] = (byte)random.Next(256);
            if (frame.Length > 0)
            {
                frame[random.Next(frame.Length)] ^= (byte)random.Next(256);
            }
        }

        var header = VnetHeader.Read(raw);
        if (VnetValidator.IsValid(header, frame, out _) && header.IsGso)
        {
            var segmenter = new Segmenter(frame, header);
            for (int i = 0; i < segmenter.Count; i++)
            {
                Assert.InRange(Cut(segmenter, frame, i).Length, 1, frame.Length);
            }
        }
    }

    [Theory]
    [InlineData(GsoType.UdpFragments)]
    [InlineData((GsoType)2)]
    [InlineData((GsoType)0x7F)]
    [InlineData(GsoType.UdpL4 | GsoType.Ecn)]
    [InlineData(GsoType.TcpV6)]
    public void A_type_that_is_unknown_or_does_not_fit_is_refused(GsoType type)
    {
        var shape = new PacketBuilder { Tcp = true };
        byte[] frame = shape.Build(new byte[1000], new Random(1));
        Assert.True(VnetValidator.IsValid(HeaderOf(shape, 100), frame, out _));
        Assert.False(VnetValidator.IsValid(HeaderOf(shape, 100) with { GsoType = type }, frame, out _));
        Assert.False(VnetValidator.IsValid(HeaderOf(shape, 100) with { GsoSize = 0 }, frame, out _));
        Assert.False(VnetValidator.IsValid(HeaderOf(shape, 100) with { Flags = 0 }, frame, out _));
        Assert.False(VnetValidator.IsValid(HeaderOf(shape, 100) with { ChecksumStart = 65535 }, frame, out _));
    }

    private static VnetHeader HeaderOf(PacketBuilder shape, ushort gsoSize) => new(
        VnetHeader.NeedsChecksumFlag,
        !shape.Tcp ? GsoType.UdpL4 : shape.IpV6 ? GsoType.TcpV6 : GsoType.TcpV4,
        (ushort)shape.PayloadOffset,
        gsoSize,
        (ushort)shape.TransportOffset,
        shape.Tcp ? (ushort)16 : (ushort)6);

    private static byte[] Cut(Segmenter segmenter, byte[] frame, int index)
    {
        (int offset, int length) = segmenter.PayloadOf(index);
        byte[] segment = new byte[segmenter.HeaderLength + length];
        ushort sum = InternetChecksum.Sum(frame.AsSpan(offset, length));
        segmenter.WriteHeaders(frame, index, sum, segment);
        frame.AsSpan(offset, length).CopyTo(segment.AsSpan(segmenter.HeaderLength));
        return segment;
    }

    private static void CheckHeaders(PacketBuilder shape, byte[] frame, byte[] segment, int index, int count, int size)
    {
        Assert.Equal(frame[..(shape.NetworkOffset + 2)], segment[..(shape.NetworkOffset + 2)]);
        if (!shape.IpV6)
        {
            ushort first = BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(shape.NetworkOffset + 4));
            Assert.Equal((ushort)(first + index), BinaryPrimitives.ReadUInt16BigEndian(segment.AsSpan(shape.NetworkOffset + 4)));
        }

        if (shape.Tcp)
        {
            uint first = BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(shape.TransportOffset + 4));
            Assert.Equal(first + (uint)(index * size), BinaryPrimitives.ReadUInt32BigEndian(segment.AsSpan(shape.TransportOffset + 4)));
            int flags = shape.TcpFlags & ~(index < count - 1 ? 0x09 : 0) & ~(index > 0 ? 0x80 : 0);
            Assert.Equal(flags, segment[shape.TransportOffset + 13]);
            Assert.Equal(frame.AsSpan(shape.TransportOffset + 20, shape.TcpOptions), segment.AsSpan(shape.TransportOffset + 20, shape.TcpOptions));
        }
    }
}
