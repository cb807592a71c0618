using Containet.DataPlane.Frames;
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
        TapPrefix.WriteFinished(prefix, packetInformation, Convert.FromHexString("ffffffffffff0200000000010806"));
        Assert.Equal(expected, Convert.ToHexStringLower(prefix));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("00000000000000000000", true)]
    [InlineData("02000000000000000000", true)] // DATA_VALID: the kernel has checked it
    [InlineData("01000000000022000600", false)] // NEEDS_CSUM
    [InlineData("0001420000050000000000000000", false)] // GSO_TCPV4
    [InlineData("00ff00000000000000000000", false)]
    public void Only_a_frame_with_nothing_left_to_do_is_finished(string header, bool finished) =>
        Assert.Equal(finished, TapPrefix.IsFinished(Convert.FromHexString(header)));

    [Fact]
    public void The_kernel_says_when_it_has_cut()
    {
        Assert.True(TapPrefix.IsCut([1, 0, 8, 0], packetInformation: true));
        Assert.False(TapPrefix.IsCut([0, 0, 8, 0], packetInformation: true));
        Assert.False(TapPrefix.IsCut([1, 0, 8, 0], packetInformation: false));
    }
}
