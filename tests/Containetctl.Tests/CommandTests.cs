using System.Text.Json;
using Containet.Control;
using Xunit;

namespace Containetctl.Tests;

/// <summary>The program against a real server on a real socket.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("containet-test-");
    private readonly FixedHandler _handler = new();
    private readonly ControlServer _server;
    private readonly SocketFile _file;
    private readonly Thread _thread;
    private readonly string _socket;

    public CommandTests()
    {
        _socket = Path.Combine(_directory.FullName, "s");
        _file = SocketFile.Create(_socket, 0x180, 8);
        _server = new ControlServer(_handler, _ => { });
        _server.Listen(_file.Socket);
        _thread = new Thread(_server.Run);
        _thread.Start();
        _handler.PortList.AddRange(
        [
            Port("web-2", "eth0", 4) with { Worker = -1, Queues = 2, Ip4 = "10.0.0.12/24", Received = new(1234567, 98765432109), Sent = new(7, 999) },
            Port("web-10", "eth1", 2) with { Network = "a-network-of-its-own", Drops = new Dictionary<string, long> { ["runt"] = 3, ["receiver-full"] = 12 } },
        ]);
        _handler.MacList.AddRange(
        [
            new("02:00:00:00:00:02", "default", "web-2", "eth0", 4, 0, false),
            new("02:00:00:00:00:01", "default", "web-2", "eth0", 4, 120, false),
            new("02:00:00:00:00:03", "blue", "web-10", "eth1", 2, 0, true),
        ]);
        _handler.WorkerList.AddRange([new(1, -1, 0, "epoll", 10, 20, 30), new(0, 3, 2, "epoll", 1, 2, 3, 4)]);
    }

    public void Dispose()
    {
        _server.Stop();
        _thread.Join();
        _server.Dispose();
        _file.Dispose();
        _directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ports_are_named_as_people_name_them(bool optionLast)
    {
        string[] arguments = optionLast ? ["ports", "-s", _socket] : ["-s", _socket, "ports"];
        Assert.Equal(
            """
            PORT         NETWORK               ADDRESS       WORKER  QUEUES  FROM IT           TO IT         DROPPED
            web-10:eth1  a-network-of-its-own  -                  0       1        0      0 B      0    0 B  receiver-full 12, runt 3
            web-2:eth0   default               10.0.0.12/24     all       2  1234567  98.8 GB      7  999 B  -

            """,
            Run(0, arguments));
    }

    [Fact]
    public void Macs_are_shown() => Assert.Equal(
        """
        ADDRESS            NETWORK  PORT         HEARD
        02:00:00:00:00:03  blue     web-10:eth1  pinned
        02:00:00:00:00:01  default  web-2:eth0   120 s ago
        02:00:00:00:00:02  default  web-2:eth0   now

        """,
        Run(0, "-s", _socket, "macs"));

    [Fact]
    public void Workers_are_shown() => Assert.Equal(
        """
        WORKER  CORE  ENGINE  PORTS  TURNS  FRAMES  DROPPED  SHORTAGES
             0     3  epoll       2      1       2        3          4
             1   any  epoll       0     10      20       30          0

        """,
        Run(0, "-s", _socket, "workers"));

    [Fact]
    public void Networks_are_shown()
    {
        _handler.Answer = new Reply { Networks = [new("red", 12, null, ["broadcast", "unknown"], true), new("blue", 0, 1400, [], false)] };
        Assert.Equal(
            """
            NETWORK  PORTS   MTU  FLOODS             ISOLATED
            blue         0  1400  none               no
            red         12   any  broadcast,unknown  yes

            """,
            Run(0, "-s", _socket, "networks"));
    }

    [Fact]
    public void Changes_become_requests()
    {
        Assert.Equal("", Run(0, "-s", _socket, "network", "add", "blue", "--mtu", "1400", "--flood", "none", "--isolated", "yes"));
        Assert.Equal("{}\n", Run(0, "-s", _socket, "--json", "network", "set", "blue", "--flood", "broadcast,multicast"));
        Assert.Equal("", Run(0, "-s", _socket, "network", "remove", "blue"));
        Assert.Equal("", Run(0, "-s", _socket, "port", "set", "web:eth0", "--isolated", "network", "--guard", "off", "--max-macs", "7"));
        Assert.Equal("", Run(0, "-s", _socket, "port", "pin", "web:eth0", "02:00:00:00:00:01"));
        Assert.Equal("", Run(0, "-s", _socket, "port", "unpin", "web:eth0", "fd00:0:0:0::1"));
        Assert.Equal(
            [
                """{"network":"blue","mtu":1400,"flood":[],"isolated":true}""",
                """{"network":"blue","flood":["broadcast","multicast"]}""",
                """{"network":"blue"}""",
                """{"port":"web:eth0","isolated":"network","guard":"off","max-macs":7}""",
                """{"port":"web:eth0","mac":"02:00:00:00:00:01"}""",
                """{"port":"web:eth0","ip":"fd00:0:0:0::1"}""",
            ],
            _handler.Administered.Select(command => JsonSerializer.Serialize(command, ControlJson.Default.GetTypeInfo(command.GetType())!)));
    }

    [Fact]
    public void Rules_are_shown_and_what_is_shown_can_be_set()
    {
        _handler.Answer = new Reply
        {
            Rules =
            [
                new RuleDescription { Name = "web", Action = "allow", Match = new() { Destination = "10.0.0.2/32", DestinationPort = "80" }, Frames = 12, Bytes = 1160 },
                new RuleDescription { Name = "slow", Action = "rate", Rate = "10mbit", Frames = 0, Bytes = 0 },
            ],
        };
        Assert.Equal(
            """
            RULE  FRAMES           ACTION       MATCH
            web       12  1.16 kB  allow        dst 10.0.0.2/32 dport 80
            slow       0      0 B  rate 10mbit  any

            """,
            Run(0, "-s", _socket, "rules"));
        string file = Path.Combine(_directory.FullName, "rules");
        File.WriteAllText(file, Run(0, "-s", _socket, "rules", "default", "--json"));
        Assert.Equal("", Run(0, "-s", _socket, "rule", "clear", "blue").Replace("{}\n", ""));
        _handler.Answer = Reply.Done;
        Assert.Equal("", Run(0, "-s", _socket, "rule", "set", "default", file));
        var set = Assert.IsType<SetRules>(_handler.Administered[^1]);
        Assert.Equal(
            """[{"name":"web","match":{"dst":"10.0.0.2/32","dport":"80"},"action":"allow"},{"name":"slow","action":"rate","rate":"10mbit"}]""",
            JsonSerializer.Serialize(set.Rules!, ControlJson.Default.IReadOnlyListRuleDescription));
        Assert.StartsWith($"containetctl: rules of {file}x: Could not find", Run(1, "-s", _socket, "rule", "set", "default", file + "x"), StringComparison.Ordinal);
    }

    [Fact]
    public void Links_are_shown_and_set()
    {
        _handler.Answer = new Reply { Links = [new() { From = "a:eth0", Delay = "20ms", Loss = "1%" }, new()], Partition = [["a", "b"], ["c"]] };
        string[] shown = Run(0, "-s", _socket, "links").Split('\n');
        Assert.Equal("partition a,b | c", shown[0].Trim());
        Assert.Equal(["FROM    TO   DOES", "a:eth0  any  delay 20ms loss 1%", "any     any  -"], shown[1..4]);
        _handler.Answer = Reply.Done;
        Run(0, "-s", _socket, "link", "set", "a:eth0", "b:eth0", "--delay", "20ms", "--rate", "10mbit", "--seed", "7");
        Run(0, "-s", _socket, "link", "set", "a:eth0", "--direction", "to", "--loss", "1%");
        Run(0, "-s", _socket, "link", "set", "--network", "blue", "--corrupt", "1%");
        Run(0, "-s", _socket, "link", "clear");
        Run(0, "-s", _socket, "flap", "a:eth0", "--down", "2s", "--every", "10s");
        Run(0, "-s", _socket, "partition", "a,b", "|", "c");
        Run(0, "-s", _socket, "partition", "a,b | c d", "--network", "blue");
        Run(0, "-s", _socket, "heal");
        Assert.Equal(
            [
                """{"delay":"20ms","rate":"10mbit","seed":7,"from":"a:eth0","to":"b:eth0","both":true}""",
                """{"loss":"1%","to":"a:eth0"}""",
                """{"corrupt":"1%","network":"blue"}""",
                "{}",
                """{"down":"2s","every":"10s","from":"a:eth0","both":true}""",
                """{"groups":[["a","b"],["c"]]}""",
                """{"network":"blue","groups":[["a","b"],["c","d"]]}""",
                """{"groups":[]}""",
            ],
            _handler.Administered.Where(command => command is not ListLinks).Select(command => JsonSerializer.Serialize(command, ControlJson.Default.GetTypeInfo(command.GetType())!)));
        Assert.Equal("containetctl: --direction up: not from, to or both\n", Run(1, "-s", _socket, "link", "set", "a:eth0", "--direction", "up"));
    }

    [Fact]
    public void A_refusal_is_one_line() => Assert.Equal(
        "containetctl: move-port: there is no port web:eth0\n", Run(1, "-s", _socket, "port", "move", "web:eth0", "blue"));

    [Fact]
    public void An_empty_switch_shows_its_headings()
    {
        _handler.PortList.Clear();
        Assert.StartsWith("PORT  NETWORK  ADDRESS", Run(0, "-s", _socket, "ports"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ports", 2)]
    [InlineData("macs", 3)]
    [InlineData("workers", 2)]
    public void Json_is_the_reply_on_one_line(string verb, int entries)
    {
        string output = Run(0, "-s", _socket, verb, "--json");
        Assert.Equal(1, output.Count(c => c == '\n'));
        using JsonDocument document = JsonDocument.Parse(output);
        JsonProperty only = Assert.Single(document.RootElement.EnumerateObject());
        Assert.Equal((verb, entries), (only.Name, only.Value.GetArrayLength()));
    }

    [Fact]
    public void A_thousand_ports_are_a_thousand_lines()
    {
        _handler.PortList.Clear();
        _handler.PortList.AddRange(Enumerable.Range(0, 1000).Select(i => Port($"a-node-with-a-rather-long-name-to-make-lines-wide-{i:0000}", "eth0", i)));
        Assert.Equal(1001, Run(0, "-s", _socket, "ports").Count(c => c == '\n'));
    }

    [Fact]
    public void Markup_in_a_name_is_text()
    {
        _handler.PortList.Add(Port("[red]x[/]", "eth0", 9));
        Assert.Contains("[red]x[/]:eth0", Run(0, "-s", _socket, "ports"), StringComparison.Ordinal);
    }

    [Fact]
    public void Headings_stand_out_on_a_terminal_only()
    {
        Assert.DoesNotContain('\u001b', Run(0, "-s", _socket, "ports"));
        var output = new StringWriter();
        new CommandLine(new Terminal(output, isTerminal: true)).Run(["-s", _socket, "ports"], new StringWriter());
        Assert.Contains("\u001b[1mPORT", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("ports")]
    [InlineData("-s", "x")]
    [InlineData("-s", "x", "bogus")]
    [InlineData("-s", "x", "ports", "macs")]
    [InlineData("-s", "x", "ports", "--bogus")]
    [InlineData("-s", "x", "network", "add")]
    [InlineData("-s", "x", "port", "move", "web:eth0")]
    public void A_mistake_is_named_in_one_line_and_the_usage_follows(params string[] arguments)
    {
        string[] lines = Run(2, arguments).Split('\n');
        Assert.StartsWith("containetctl: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("-s <SOCK>", StringComparison.Ordinal));
    }

    [Fact]
    public void A_switch_that_is_not_there_is_named_in_one_line() => Assert.Equal(
        $"containetctl: connect to {_socket}x: No such file or directory\n", Run(1, "-s", _socket + "x", "ports"));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.00 kB")]
    [InlineData(9994, "9.99 kB")]
    [InlineData(9996, "10.0 kB")]
    [InlineData(99960, "100 kB")]
    [InlineData(999_499, "999 kB")]
    [InlineData(999_501, "1.00 MB")]
    [InlineData(long.MaxValue, "9.22 EB")]
    public void Bytes_have_three_figures(long bytes, string text) => Assert.Equal(text, Tables.Bytes(bytes));

    private static PortDescription Port(string node, string interfaceName, int number) => new()
    {
        Node = node,
        InterfaceName = interfaceName,
        Network = "default",
        Port = number,
        Worker = 0,
        Prefix = new(false, 10),
        Received = new(0, 0),
        Sent = new(0, 0),
        Drops = new Dictionary<string, long>(),
    };

    // Standard output if all is well, else standard error.
    private static string Run(int status, params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        Assert.Equal(status, new CommandLine(new Terminal(output, isTerminal: false)).Run(arguments, error));
        Assert.Empty((status == 0 ? error : output).ToString());
        return (status == 0 ? output : error).ToString();
    }
}
