using Containet.Images.Manifests;
using Xunit;

namespace Containet.Images.Tests.Registry;

public class PlatformTests
{
    [Theory]
    [InlineData("linux/amd64", "linux/amd64", true)]
    [InlineData("linux/amd64", "linux/386", false)]
    [InlineData("amd64", "linux/amd64/v1", true)]
    [InlineData("linux/amd64", "linux/amd64/v3", false)]
    [InlineData("linux/amd64/v3", "linux/amd64/v2", true)]
    [InlineData("linux/arm64", "linux/arm64/v8", true)]
    [InlineData("aarch64", "linux/arm64", true)]
    [InlineData("linux/arm/v7", "linux/arm/v6", true)]
    [InlineData("linux/arm/v6", "linux/arm/v7", false)]
    [InlineData("linux/arm", "linux/arm/v7", true)]
    [InlineData("linux/amd64", "windows/amd64", false)]
    public void RunsWhatItCan(string machine, string image, bool runs)
    {
        Assert.True(Platform.TryParse(machine, out Platform? here));
        Assert.True(Platform.TryParse(image, out Platform? there));
        Assert.Equal(runs, here.Suits(there) > 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("linux/")]
    [InlineData("a/b/c/d")]
    [InlineData("linux/am d64")]
    public void RefusesWhatIsNone(string text) => Assert.False(Platform.TryParse(text, out _));
}
