using System.Buffers.Binary;
using Containet.DataPlane.Offload;
using FsCheck.Xunit;
using Xunit;

namespace Containet.DataPlane.Tests.Offload;

public class InternetChecksumTests
{
    [Property(MaxTest = 1000, EndSize = 300)]
    public void Sums_as_the_plain_way_does(byte[] bytes) =>
        Assert.Equal(PacketBuilder.PlainSum(bytes), BinaryPrimitives.ReverseEndianness(InternetChecksum.Sum(bytes)));

    [Property(MaxTest = 1000, EndSize = 100)]
    public void Two_pieces_sum_as_the_whole(byte[] first, byte[] second)
    {
        ushort pieces = InternetChecksum.Concatenate(InternetChecksum.Sum(first), first.Length, InternetChecksum.Sum(second));
        Assert.Equal(InternetChecksum.Sum([.. first, .. second]), pieces);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65536)]
    public void All_ones_sum_to_all_ones(int length)
    {
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill(0xFF);
        Assert.Equal(PacketBuilder.PlainSum(bytes), BinaryPrimitives.ReverseEndianness(InternetChecksum.Sum(bytes)));
    }

    [Fact]
    public void The_example_of_RFC_1071() =>
        Assert.Equal(0xDDF2, BinaryPrimitives.ReverseEndianness(InternetChecksum.Sum([0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7])));

    [Fact]
    public void Zero_is_never_stored_where_it_means_none()
    {
        Assert.Equal(0xFFFF, InternetChecksum.FinishNonZero(0xFFFF));
        Assert.Equal(0, InternetChecksum.Finish(0xFFFF));
        Assert.Equal(0xFFFF, InternetChecksum.FinishNonZero(0));
    }
}
