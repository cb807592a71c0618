using Containode.Options;
using Containode.Specification;
using FsCheck.Xunit;
using Xunit;

namespace Containode.Tests;

public class InterfaceAddressTests
{
    [Property(MaxTest = 1000)]
    public bool AHostOfItsSubnetIsAcceptedAndNothingElse(byte a, byte b, byte c, byte d, byte bits)
    {
        int prefix = bits % 36;
        string text = $"{a}.{b}.{c}.{d}/{prefix}";
        uint address = ((uint)a << 24) | ((uint)b << 16) | ((uint)c << 8) | d;
        ulong hosts = prefix is >= 1 and <= 32 ? 1UL << (32 - prefix) : 0;
        bool reservedInSubnet = hosts > 2 && (address % hosts == 0 || address % hosts == hosts - 1);
        bool good = prefix is >= 1 and <= 32 && a is not 0 and not 127 and < 224 && !reservedInSubnet;
        return good ? InterfaceAddress.Parse(text).ToString() == text : Refuses(text);
    }

    [Property]
    public bool WithoutAMaskTheClassDecides(byte a)
    {
        string text = $"{a}.1.2.3";
        int expected = a switch { 0 or 127 => 0, < 128 => 8, < 192 => 16, < 224 => 24, _ => 0 };
        return expected == 0 ? Refuses(text) : InterfaceAddress.Parse(text).PrefixLength == expected;
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("10.1")]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.-1")]
    [InlineData("10.0.0.01")]
    [InlineData("10.0.0.0x2")]
    [InlineData("10.0.0.2.3")]
    [InlineData(" 10.0.0.2")]
    [InlineData("10.0.0.2/")]
    [InlineData("10.0.0.2/0")]
    [InlineData("10.0.0.2/33")]
    [InlineData("10.0.0.2/+8")]
    [InlineData("10.0.0.2/24/24")]
    [InlineData("10.0.0.2/255.255.255.0")]
    [InlineData("::1")]
    [InlineData("host")]
    public void GarbageIsRefused(string text) => Assert.True(Refuses(text));

    [Theory]
    [InlineData("10.0.0.0/24", "network address")]
    [InlineData("10.0.0.255/24", "broadcast address")]
    [InlineData("224.0.0.1", "multicast")]
    [InlineData("240.0.0.1", "reserved")]
    [InlineData("10.0.0.2/33", "1 to 32")]
    public void TheReasonIsNamed(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<UsageException>(() => InterfaceAddress.Parse(text)).Message);

    [Theory]
    [InlineData("10.0.0.0/31")]
    [InlineData("10.0.0.1/31")]
    [InlineData("10.0.0.0/32")]
    public void PointToPointAddressesHaveNoReservedOnes(string text) => Assert.Equal(text, InterfaceAddress.Parse(text).ToString());

    private static bool Refuses(string text)
    {
        try
        {
            InterfaceAddress.Parse(text);
            return false;
        }
        catch (UsageException wrong)
        {
            return wrong.Message.StartsWith($"-4 {text}: ", StringComparison.Ordinal);
        }
    }
}
