using Xunit;

namespace Containode.Tests;

public class LaunchOptionsTests
{
    [Fact]
    public void TopIsTheRootWithTheIdentity()
    {
        LaunchOptions options = Resolve(new() { Root = "/r/", Identity = "me" });
        Assert.Equal(("/r", "/r.me", "me"), (options.Root, options.Top, options.Identity));
    }

    [Fact]
    public void ARandomIdentityNamesTopToo()
    {
        LaunchOptions options = Resolve(new() { Root = "/r" });
        Assert.Equal($"/r.{options.Identity}", options.Top);
        Assert.Equal(11, options.Identity.Length);
    }

    [Theory]
    [InlineData("/a/r", "/a/r.box", "box")]
    [InlineData("/a/r/", "/a/x/../r.box/", "box")]
    public void TopNamesTheIdentity(string root, string top, string identity) =>
        Assert.Equal(identity, Resolve(new() { Root = root, Top = top }).Identity);

    [Theory]
    [InlineData("/a/r", "/a/r.box/inner")]
    [InlineData("/a/r", "/b/r.box")]
    [InlineData("/a/r", "/a/r.")]
    public void AnotherTopDoesNot(string root, string top) => Assert.Equal(11, Resolve(new() { Root = root, Top = top }).Identity.Length);

    [Fact]
    public void AGivenIdentityWins() => Assert.Equal("me", Resolve(new() { Root = "/r", Top = "/r.you", Identity = "me" }).Identity);

    [Fact]
    public void PathsBecomeAbsolute() => Assert.Equal(Path.GetFullPath("r"), Resolve(new() { Root = "r" }).Root);

    [Fact]
    public void TheHostsRootIsARoot() => Assert.Equal(("/", "/.me"), Resolve(new() { Root = "/", Identity = "me" }) is var o ? (o.Root, o.Top) : default);

    public static TheoryData<string, object> Mistakes => new()
    {
        { "-t needs -r", new CommandLineValues { Top = "/t" } },
        { "-4 needs -s", new CommandLineValues { Address = "10.0.0.2" } },
        { "-p needs -s", new CommandLineValues { ControlSocket = "/x" } },
        { "-a needs -s", new CommandLineValues { Token = "x" } },
        { "-s and -N exclude each other", new CommandLineValues { Switch = "s", HostNetwork = true } },
        { "-p x: must be the absolute path", new CommandLineValues { Switch = "s", ControlSocket = "x" } },
        { "-p /x/: must be the absolute path", new CommandLineValues { Switch = "s", ControlSocket = "/x/" } },
        { "-i a b: may have only", new CommandLineValues { Identity = "a b" } },
        { "give another with -i", new CommandLineValues { Root = "/r", Top = "/r.-x" } },
        { "-s must not be empty", new CommandLineValues { Switch = "" } },
        { "-r must not be empty", new CommandLineValues { Root = "" } },
        { "-4 1.2.3: ", new CommandLineValues { Switch = "s", Address = "1.2.3" } },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void MistakesAreNamed(string message, object given) =>
        Assert.Contains(message, Assert.Throws<UsageException>(() => Resolve((CommandLineValues)given)).Message);

    [Fact]
    public void AProgramIsNeeded() =>
        Assert.Equal("no program given", Assert.Throws<UsageException>(() => LaunchOptions.Resolve(new CommandLineValues())).Message);

    private static LaunchOptions Resolve(CommandLineValues given) => LaunchOptions.Resolve(given with { Program = ["x"] });
}
