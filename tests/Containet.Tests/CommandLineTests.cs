using Containet.DataPlane;
using Xunit;

namespace Containet.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void Has_defaults()
    {
        Options options = Parse("-s", "x");
        Assert.Equal(("x", 0x180), (options.SocketPath, options.SocketMode));
        Assert.Equal(new SwitchOptions(), options.Switch);
    }

    [Fact]
    public void Takes_every_option()
    {
        Options options = Parse("-s", "/a/b", "--workers", "64", "--engine", "epoll", "--placement", "fixed", "--queues", "one", "--poll", "30", "--ageing", "15", "--addresses", "70000", "--socket-mode", "0666");
        Assert.Equal(("/a/b", 0x1b6), (options.SocketPath, options.SocketMode));
        Assert.Equal(
            new SwitchOptions
            {
                Workers = 64,
                Engine = EngineKind.Epoll,
                Placement = PlacementKind.Fixed,
                Poll = TimeSpan.FromMicroseconds(30),
                Ageing = TimeSpan.FromSeconds(15),
                MaxMacSlots = 1 << 18,
            },
            options.Switch);
    }

    [Fact]
    public void Asks_for_as_many_queues_as_workers_up_to_the_limit()
    {
        SwitchOptions options = Parse("-s", "x", "--queues", "each", "--workers", "16").Switch;
        Assert.Equal((QueueChoice.Each, 16), (options.Queues, options.Workers));
    }

    [Theory]
    [InlineData("auto", EngineKind.Auto)]
    [InlineData("io_uring", EngineKind.Uring)]
    [InlineData("epoll", EngineKind.Epoll)]
    public void Knows_the_engines(string name, EngineKind engine) => Assert.Equal(engine, Parse("-s", "x", "--engine", name).Switch.Engine);

    [Theory]
    [InlineData("'-s'", "")]
    [InlineData("'-s'", "-s")]
    [InlineData("-s ''", "-s", "")]
    [InlineData("'-s'", "-s", "x", "-s", "y")]
    [InlineData("--workers 0", "-s", "x", "--workers", "0")]
    [InlineData("--workers 65", "-s", "x", "--workers", "65")]
    [InlineData("--workers two", "-s", "x", "--workers", "two")]
    [InlineData("--workers 99999999999", "-s", "x", "--workers", "99999999999")]
    [InlineData("--engine fast", "-s", "x", "--engine", "fast")]
    [InlineData("--queues all", "-s", "x", "--queues", "all")]
    [InlineData("--queues each", "-s", "x", "--queues", "each", "--workers", "17")]
    [InlineData("--workers 65", "-s", "x", "--queues", "each", "--workers", "65")]
    [InlineData("--placement here", "-s", "x", "--placement", "here")]
    [InlineData("--poll -1", "-s", "x", "--poll", "-1")]
    [InlineData("--ageing 0", "-s", "x", "--ageing", "0")]
    [InlineData("--socket-mode 0999", "-s", "x", "--socket-mode", "0999")]
    [InlineData("--socket-mode 4755", "-s", "x", "--socket-mode", "4755")]
    [InlineData("--socket-mode 6", "-s", "x", "--socket-mode", "6")]
    [InlineData("--bogus", "-s", "x", "--bogus")]
    [InlineData("extra", "-s", "x", "extra")]
    [InlineData("@file", "-s", "x", "@file")]
    public void Says_in_one_line_what_is_wrong_then_the_usage(string mentions, params string[] arguments)
    {
        var error = new StringWriter();
        var output = new StringWriter();
        Assert.Null(new CommandLine().Parse([.. arguments.Where((a, i) => a.Length > 0 || i > 0)], output, error, out int status));
        Assert.Equal(2, status);
        Assert.Empty(output.ToString());
        string[] lines = error.ToString().Split('\n');
        Assert.StartsWith("containet: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(mentions, lines[0], StringComparison.Ordinal);
        Assert.StartsWith("Description:", lines[1], StringComparison.Ordinal);
        Assert.Contains("-s <PATH>", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Helps_when_asked()
    {
        var output = new StringWriter();
        Assert.Null(new CommandLine().Parse(["--help"], output, new StringWriter(), out int status));
        Assert.Equal(0, status);
        Assert.Contains("[default: 0600]", output.ToString(), StringComparison.Ordinal);
    }

    private static Options Parse(params string[] arguments)
    {
        var error = new StringWriter();
        Options? options = new CommandLine().Parse(arguments, new StringWriter(), error, out _);
        return options ?? throw new InvalidOperationException(error.ToString());
    }
}
