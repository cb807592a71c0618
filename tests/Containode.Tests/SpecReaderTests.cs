using Containode.Options;
using Containode.Specification;
using Xunit;

namespace Containode.Tests;

public class SpecReaderTests
{
    [Fact]
    public void TopIsTheRootWithTheIdentity()
    {
        ContainerSpec spec = Resolve(new() { Root = "/r/", Identity = "me" });
        Assert.Equal(["/r"], Overlay(spec).Lowers);
        Assert.Equal(("/r.me", "me"), (Overlay(spec).Top, spec.Identity));
    }

    [Fact]
    public void ARandomIdentityNamesTopToo()
    {
        ContainerSpec spec = Resolve(new() { Root = "/r" });
        Assert.Equal($"/r.{spec.Identity}", Overlay(spec).Top);
        Assert.Equal(11, spec.Identity.Length);
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
    public void PathsBecomeAbsolute() => Assert.Equal([Path.GetFullPath("r")], Overlay(Resolve(new() { Root = "r" })).Lowers);

    [Fact]
    public void TheHostsRootIsARoot()
    {
        OverlayRoot root = Overlay(Resolve(new() { Root = "/", Identity = "me" }));
        Assert.Equal(["/"], root.Lowers);
        Assert.Equal("/.me", root.Top);
    }

    public static TheoryData<string, object> Mistakes => new()
    {
        { "-t needs -r", new CommandLineValues { Top = "/t" } },
        { "-4 needs -s", new CommandLineValues { Addresses = ["10.0.0.2"] } },
        { "-p needs -s", new CommandLineValues { ControlSocket = "/x" } },
        { "-a needs -s", new CommandLineValues { Token = "x" } },
        { "-s and -N exclude each other", new CommandLineValues { Switch = "s", HostNetwork = true } },
        { "-p x: must be the absolute path", new CommandLineValues { Switch = "s", ControlSocket = "x" } },
        { "-p /x/: must be the absolute path", new CommandLineValues { Switch = "s", ControlSocket = "/x/" } },
        { "-i a b: may have only", new CommandLineValues { Identity = "a b" } },
        { "give another with -i", new CommandLineValues { Root = "/r", Top = "/r.-x" } },
        { "-6 needs -s", new CommandLineValues { Addresses6 = ["fd00::1"] } },
        { "--mtu needs -s", new CommandLineValues { Mtu = "1500" } },
        { "-6 10.0.0.1: must be an IPv6 address", new CommandLineValues { Switch = "s", Addresses6 = ["10.0.0.1"] } },
        { "-6 ff02::1: is not a host's", new CommandLineValues { Switch = "s", Addresses6 = ["ff02::1"] } },
        { "-6 fd00::1/0: the length", new CommandLineValues { Switch = "s", Addresses6 = ["fd00::1/0"] } },
        { "--mac 01:00:00:00:00:01: is a group's", new CommandLineValues { Switch = "s", Mac = "01:00:00:00:00:01" } },
        { "--mac 02:00: must be six bytes", new CommandLineValues { Switch = "s", Mac = "02:00" } },
        { "--mtu 67: must be", new CommandLineValues { Switch = "s", Mtu = "67" } },
        { "--gateway x: must be an address", new CommandLineValues { Switch = "s", Gateways = ["x"] } },
        { "one gateway for IPv4 and one for IPv6", new CommandLineValues { Switch = "s", Gateways = ["10.0.0.1", "10.0.0.2"] } },
        { "--workdir x: must be an absolute path", new CommandLineValues { WorkingDirectory = "x" } },
        { "--hostname a b: may have only", new CommandLineValues { HostName = "a b" } },
        { "--env =x: a name is missing", new CommandLineValues { Environment = ["=x"] } },
        { "--env-file /no/file: no such file", new CommandLineValues { EnvironmentFiles = ["/no/file"] } },
        { "--bind /x: must be SRC:DST", new CommandLineValues { Binds = ["/x"] } },
        { "--bind /no/x:/y: /no/x: No such file", new CommandLineValues { Binds = ["/no/x:/y"] } },
        { "--bind /etc:y: y must be an absolute path", new CommandLineValues { Binds = ["/etc:y"] } },
        { "--bind /etc:/: / must be", new CommandLineValues { Binds = ["/etc:/"] } },
        { "--bind /etc:/a/../b: the path in the container must not have '..'", new CommandLineValues { Binds = ["/etc:/a/../b"] } },
        { "--tmpfs /x:fast: there is no option fast", new CommandLineValues { TemporaryFileSystems = ["/x:fast"] } },
        { "--device /etc/passwd: /etc/passwd is no device", new CommandLineValues { Devices = ["/etc/passwd"] } },
        { "-4 1.2.3: ", new CommandLineValues { Switch = "s", Addresses = ["1.2.3"] } },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void MistakesAreNamed(string message, object given) =>
        Assert.Contains(message, Assert.Throws<UsageException>(() => Resolve((CommandLineValues)given)).Message);

    [Fact]
    public void AProgramIsNeeded() =>
        Assert.Equal("no program given", Assert.Throws<UsageException>(() => SpecReader.Read(new CommandLineValues(), Anybody)).Message);

    [Fact]
    public void TheLaterVariableWins()
    {
        ContainerSpec spec = Resolve(new() { Environment = ["A=1", "B=2", "A=3", "HOME=/h", "PATH"] });
        Assert.Equal(("3", "2", "/h"), (spec.Process.Variable("A"), spec.Process.Variable("B"), spec.Process.Variable("HOME")));
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), spec.Process.Variable("PATH"));
        Assert.Single(spec.Process.Environment, entry => entry.StartsWith("A=", StringComparison.Ordinal));
    }

    [Fact]
    public void MountsNearerToTheRootComeFirst()
    {
        ContainerSpec spec = Resolve(new() { Binds = ["/etc:/a/b/c", "/etc/passwd:/a/p:ro"], TemporaryFileSystems = ["/a:size=1m,noexec"] });
        Assert.Equal(["/a", "/a/p", "/a/b/c"], spec.Mounts.Select(mount => mount.Target).TakeLast(3));
        Assert.True(((BindMount)spec.Mounts[^2]).OfFile);
        Assert.Equal([("size", "1m")], ((FileSystemMount)spec.Mounts[^3]).Options);
    }

    [Fact]
    public void TheNetworkIsRead()
    {
        NetworkSpec network = Resolve(new()
        {
            Switch = "s",
            Addresses = ["10.0.0.2", "192.168.0.1/30"],
            Addresses6 = ["fd00::2"],
            Mac = "02:00:00:00:00:0a",
            Mtu = "9000",
            Gateways = ["10.0.0.1", "fd00::1"],
        }).Network!;
        Assert.Equal(["10.0.0.2/8", "192.168.0.1/30", "fd00::2/64"], network.Addresses.Select(address => address.ToString()));
        Assert.Equal([2, 0, 0, 0, 0, 10], network.Mac);
        Assert.Equal(9000, network.Mtu);
        Assert.Equal(["10.0.0.1", "fd00::1"], network.Gateways.Select(gateway => gateway.ToString()));
    }

    private static readonly Caller Anybody = new("/here", TerminalType: null, OwnTerminal: false, ErrorIsTerminal: false);

    private static ContainerSpec Resolve(CommandLineValues given) => SpecReader.Read(given with { Program = ["x"] }, Anybody);

    private static OverlayRoot Overlay(ContainerSpec spec) => (OverlayRoot)spec.Root;
}
