using System.Text.Json;
using Containet.Control;
using Containet.DataPlane.Policies.Links;
using Xunit;

namespace Containet.Tests;

/// <summary>Links as people write them.</summary>
public class LinkReaderTests
{
    [Theory]
    [InlineData("""{"delay":"20"}""", "delay \"20\" is not a time of at most 60 s, as 20ms")]
    [InlineData("""{"delay":"61s"}""", "delay \"61s\" is not a time of at most 60 s, as 20ms")]
    [InlineData("""{"delay":"-1ms"}""", "delay \"-1ms\" is not a time of at most 60 s, as 20ms")]
    [InlineData("""{"delay":"1ms","jitter":"2ms"}""", "jitter \"2ms\" is not at most the delay")]
    [InlineData("""{"loss":"101%"}""", "loss \"101%\" is not a part, as 1% or 0.01")]
    [InlineData("""{"loss":"2"}""", "loss \"2\" is not a part, as 1% or 0.01")]
    [InlineData("""{"loss":"NaN"}""", "loss \"NaN\" is not a part, as 1% or 0.01")]
    [InlineData("""{"reorder":"1%"}""", "reorder \"1%\" is not possible without a delay")]
    [InlineData("""{"rate":"10"}""", "rate \"10\" is not a rate of at least 1kbit, as 10mbit")]
    [InlineData("""{"rate":"1bit"}""", "rate \"1bit\" is not a rate of at least 1kbit, as 10mbit")]
    [InlineData("""{"queue":"64k"}""", "queue \"64k\" is not possible without a rate")]
    [InlineData("""{"rate":"1mbit","burst":"4g"}""", "burst \"4g\" is not a size, as 64k")]
    [InlineData("""{"down":"2s"}""", "down \"2s\" is not a time less than every")]
    [InlineData("""{"every":"2s"}""", "down \"0s\" is not a time less than every")]
    public void A_mistake_is_named(string link, string error)
    {
        SetLink read = JsonSerializer.Deserialize(link, ControlJson.Default.SetLink)!;
        var refused = Assert.Throws<ControlException>(() => LinkReader.Read(read));
        Assert.Equal(("bad-request", $"set-link: {error}"), (refused.Code, refused.Message));
    }

    [Fact]
    public void What_is_read_is_told_again()
    {
        SetLink read = JsonSerializer.Deserialize(
            """{"delay":"20ms","jitter":"500us","loss":"1%","duplicate":"0.001","reorder":"2.5%","corrupt":"0.01%","rate":"1.5mbit","burst":"32k","queue":"1m","down":"2s","every":"0.5s","seed":-1}"""
                .Replace("0.5s", "10s"),
            ControlJson.Default.SetLink)!;
        LinkSettings settings = LinkReader.Read(read);
        Assert.Equal((TimeSpan.FromMilliseconds(20), TimeSpan.FromMicroseconds(500), 0.01), (settings.Delay, settings.Jitter, settings.Loss));
        Assert.Equal((1_500_000L, 32_768L, 1_048_576L), (settings.BitsPerSecond, settings.Burst, settings.Queue));
        Assert.Equal(
            new SetLink
            {
                From = "a:eth0",
                Delay = "20ms",
                Jitter = "0.5ms",
                Loss = "1%",
                Duplicate = "0.1%",
                Reorder = "2.5%",
                Corrupt = "0.01%",
                Rate = "1500000bit",
                Burst = "32768",
                Queue = "1048576",
                Down = "2000ms",
                Every = "10000ms",
                Seed = -1,
            },
            LinkReader.Describe(("a:eth0", null), settings));
    }
}
