using Containet.DataPlane.Forwarding;
using FsCheck.Xunit;
using Xunit;

namespace Containet.DataPlane.Tests;

public class MacAddressTests
{
    [Property]
    public void Text_and_octets_come_back_the_same(ulong value)
    {
        var address = new MacAddress(value & 0xFFFF_FFFF_FFFF);
        byte[] octets = new byte[MacAddress.Size];
        address.Write(octets);
        Assert.Equal(address, MacAddress.Read(octets));
        Assert.True(MacAddress.TryParse(address.ToString(), out MacAddress parsed));
        Assert.Equal(address, parsed);
        Assert.True(MacAddress.TryParse(address.ToString().ToUpperInvariant(), out parsed));
        Assert.Equal(address, parsed);
    }

    [Fact]
    public void The_first_octet_comes_first() =>
        Assert.Equal("02:00:00:00:00:01", MacAddress.Read([2, 0, 0, 0, 0, 1]).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("02:00:00:00:00")]
    [InlineData("02:00:00:00:00:1")]
    [InlineData("02-00-00-00-00-01")]
    [InlineData("02:00:00:00:00:0g")]
    [InlineData("02:00:00:00:00:01:")]
    [InlineData("+2:00:00:00:00:01")]
    public void Anything_else_is_no_address(string text) => Assert.False(MacAddress.TryParse(text, out _));

    [Theory]
    [InlineData("01:80:c2:00:00:00", true)]
    [InlineData("01:80:c2:00:00:0f", true)]
    [InlineData("01:80:c2:00:00:10", false)]
    [InlineData("01:80:c2:00:01:00", false)]
    [InlineData("01:00:5e:00:00:01", false)]
    public void Sixteen_addresses_stay_on_the_link(string text, bool linkLocal)
    {
        Assert.True(MacAddress.TryParse(text, out MacAddress address));
        Assert.Equal(linkLocal, address.IsLinkLocal);
    }
}
