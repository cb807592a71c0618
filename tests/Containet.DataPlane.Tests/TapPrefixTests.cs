using Containet.DataPlane.Frames;
using Containet.DataPlane.Offload;
using Xunit;

namespace Containet.DataPlane.Tests;

public class TapPrefixTests
{
    [Theory]
    [InlineData(true, 0, "00000806")]
    [InlineData(false, 10, "00000000000000000000")]
    [InlineData(true, 12, "00000806000000000000000000000000")]
    [InlineData(false, 0, "")]
    public void A_finished_frame_gets_its_type_and_an_empty_header(bool packetInformation, int vnet, string expected)
    {
        byte[] prefix = new byte[(packetInformation ? 4 : 0) + vnet];
        prefix.AsSpan().Fill(0xAA);
        TapPrefix.Write(prefix, packetInformation, Convert.FromHexString("ffffffffffff0200000000010806"), default);
        Assert.Equal(expected, Convert.ToHexStringLower(prefix));
    }

    [Fact]
    public void What_is_left_to_do_comes_behind_the_packet_information()
    {
        byte[] prefix = new byte[16];
        TapPrefix.Write(prefix, packetInformation: true, new byte[14], new VnetHeader(1, GsoType.TcpV4, 54, 1448, 34, 16));
        Assert.Equal("00000000" + "0101" + "3600" + "a805" + "2200" + "1000" + "0000", Convert.ToHexStringLower(prefix));
        Assert.Equal(new VnetHeader(1, GsoType.TcpV4, 54, 1448, 34, 16), VnetHeader.Read(prefix.AsSpan(4)));
    }

    [Fact]
    public void The_kernel_says_when_it_has_cut()
    {
        Assert.True(TapPrefix.IsCut([1, 0, 8, 0], packetInformation: true));
        Assert.False(TapPrefix.IsCut([0, 0, 8, 0], packetInformation: true));
        Assert.False(TapPrefix.IsCut([1, 0, 8, 0], packetInformation: false));
    }
}
