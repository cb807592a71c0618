using Containode.Living.Verbs;
using Containode.Oci;
using Xunit;

namespace Containode.Tests.Oci;

/// <summary>What is a runtime's command line, and what a launch of a program of such a name.</summary>
public class OciGlobalsTests
{
    [Theory]
    [InlineData("create --bundle b id")]
    [InlineData("oci create --bundle b id")]
    [InlineData("--root r create --bundle b id")]
    [InlineData("--log=l --log-format=json --systemd-cgroup --root=r oci create --bundle b id")]
    public void ARuntimesVerbIsFound(string line)
    {
        OciGlobals globals = OciGlobals.Strip(line.Split(' '), out IReadOnlyList<string> rest);
        Assert.Equal(["create", "--bundle", "b", "id"], rest);
        Assert.Equal(line.Contains("root", StringComparison.Ordinal) ? "r" : null, globals.Root);
        Assert.NotNull(Verb.Of(line.Split(' ')));
    }

    [Theory]
    [InlineData("-- create")]
    [InlineData("/bin/create")]
    [InlineData("-r root create")]
    [InlineData("--root root sh")]
    [InlineData("-i ps sh")]
    [InlineData("-T ps")]
    [InlineData("")]
    public void ALaunchIsNoVerb(string line) => Assert.Null(Verb.Of(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
