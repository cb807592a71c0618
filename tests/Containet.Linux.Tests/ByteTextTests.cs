using FsCheck.Xunit;
using Xunit;

namespace Containet.Linux.Tests;

public class ByteTextTests
{
    [Property(MaxTest = 1000)]
    public bool AnyBytesComeBackUnharmed(byte[] bytes) => ByteText.Encode(ByteText.Decode(bytes)).SequenceEqual(bytes);

    [Theory]
    [InlineData("plain")]
    [InlineData("grün €")]
    [InlineData("\U0001f600")]
    public void TextIsUtf8(string text) => Assert.Equal(System.Text.Encoding.UTF8.GetBytes(text), ByteText.Encode(text));

    [Fact]
    public void WhatIsNoTextIsEscaped() => Assert.Equal("a\udcffb\udcc3", ByteText.Decode([(byte)'a', 0xff, (byte)'b', 0xc3]));
}
