using Containode.Specification;
using FsCheck.Xunit;
using Xunit;

namespace Containode.Tests;

public class IdentityTests
{
    private const string Digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    [Property]
    public bool EncodingIsElevenDigitsThatReadBackMostSignificantFirst(ulong bits)
    {
        string text = Identity.Encode(bits);
        UInt128 value = text.Aggregate(UInt128.Zero, (sum, digit) => (sum * 62) + (UInt128)(uint)Digits.IndexOf(digit));
        return text.Length == 11 && value == bits && Identity.WhyNot(text) is null;
    }

    [Theory]
    [InlineData(0UL, "aaaaaaaaaaa")]
    [InlineData(61UL, "aaaaaaaaaa9")]
    [InlineData(62UL, "aaaaaaaaaba")]
    [InlineData(ulong.MaxValue, "v8QrKbgkrIp")]
    public void KnownEncodings(ulong bits, string text) => Assert.Equal(text, Identity.Encode(bits));

    [Fact]
    public void RandomIdentitiesDiffer() => Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => Identity.Random()).Distinct().Count());

    [Theory]
    [InlineData("a")]
    [InlineData("Node-1.rack_2")]
    [InlineData("_x")]
    public void GoodIdentities(string text) => Assert.Null(Identity.WhyNot(text));

    [Theory]
    [InlineData("")]
    [InlineData("-x")]
    [InlineData(".x")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("ä")]
    [InlineData("a\n")]
    public void BadIdentities(string text) => Assert.NotNull(Identity.WhyNot(text));

    [Fact]
    public void LengthIsLimited()
    {
        Assert.Null(Identity.WhyNot(new string('x', 63)));
        Assert.NotNull(Identity.WhyNot(new string('x', 64)));
    }
}
