using Xunit;

namespace Containet.Control.Tests;

/// <summary>Requests that only the switch's own socket does: who may, and what each member may be.</summary>
public sealed class AdminTests : IDisposable
{
    private readonly TestServer _server = new();

    public static TheoryData<string, string> Mistakes => new()
    {
        { """{"add-network":{}}""", "add-network: network is missing" },
        { """{"add-network":{"network":""}}""", "add-network: network is missing" },
        { """{"add-network":{"network":"a","mtu":67}}""", "add-network: mtu 67 is not within 68 to 65535" },
        { """{"add-network":{"network":"a","flood":["some"]}}""", "add-network: flood \"some\" is not one of broadcast, multicast, unknown" },
        { """{"add-network":{"network":"a","flood":[null]}}""", "add-network: flood \"null\" is not one of broadcast, multicast, unknown" },
        { """{"add-network":{"network":"a","flood":["unknown","unknown"]}}""", "add-network: flood names something twice" },
        { """{"set-network":{"network":"a","mtus":1}}""", "set-network: mtus is not a member of it" },
        { """{"remove-network":{}}""", "remove-network: network is missing" },
        { """{"move-port":{"network":"a"}}""", "move-port: port is missing" },
        { """{"move-port":{"port":"web","network":"a"}}""", "move-port: port \"web\" is not a port's name (node:eth0)" },
        { """{"move-port":{"port":"web:","network":"a"}}""", "move-port: port \"web:\" is not a port's name (node:eth0)" },
        { """{"move-port":{"port":"web:eth0"}}""", "move-port: network is missing" },
        { """{"set-port":{"port":":eth0"}}""", "set-port: port \":eth0\" is not a port's name (node:eth0)" },
        { """{"set-port":{"port":"web:eth0","isolated":"maybe"}}""", "set-port: isolated \"maybe\" is not one of yes, no, network" },
        { """{"set-port":{"port":"web:eth0","guard":"none"}}""", "set-port: guard \"none\" is not one of others, strict, off" },
        { """{"set-port":{"port":"web:eth0","max-macs":-1}}""", "set-port: max-macs -1 is not within 0 to 134217728" },
        { """{"pin":{"port":"web:eth0"}}""", "pin: names one address, mac or ip" },
        { """{"pin":{"port":"web:eth0","mac":"02:00:00:00:00:01","ip":"10.0.0.1"}}""", "pin: names one address, mac or ip" },
        { """{"pin":{"port":"web:eth0","mac":"03:00:00:00:00:01"}}""", "pin: mac \"03:00:00:00:00:01\" is not a station's address (02:00:00:00:00:01)" },
        { """{"unpin":{"port":"web:eth0","ip":"10.1"}}""", "unpin: ip \"10.1\" is not an IP address (10.0.0.2 or fd00::2)" },
        { """{"set-rules":{"network":"default"}}""", "set-rules: rules is missing" },
        { """{"set-rules":{"network":"default","rules":[null]}}""", "set-rules: a rule's name is missing" },
        { """{"set-rules":{"network":"default","rules":[{"name":"a"},{"name":"a"}]}}""", "set-rules: two rules are called a" },
        { """{"set-rules":{"network":"default","rules":[{"name":"a","match":{"sorce":"b"}}]}}""", "set-rules: rules[0].match.sorce is not a member of it" },
        { """{"set-link":{"from":"a"}}""", "set-link: from \"a\" is not a port's name (node:eth0)" },
        { """{"set-link":{"from":"a:eth0","to":"a:eth0"}}""", "set-link: from and to are the same port" },
        { """{"partition":{}}""", "partition: groups is not a list of lists of names" },
        { """{"partition":{"groups":[["a"],null]}}""", "partition: groups is not a list of lists of names" },
        { """{"partition":{"groups":[["a"],["b","a"]]}}""", "partition: a is in two groups, or twice in one" },
    };

    public void Dispose() => _server.Dispose();

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_and_goes_no_further(string request, string error)
    {
        string reply = _server.Ask(request);
        Assert.Equal((error, "bad-request"), Refusal(reply));
        Assert.Empty(_server.Handler.Administered);
    }

    [Fact]
    public void Only_the_switchs_own_socket_does_it()
    {
        string path = _server.AddControlSocket("node");
        using RawClient client = _server.Connect(path);
        client.Send("""{"add-network":{"network":"blue"}}""");
        Assert.Equal("denied", Refusal(client.ReadLine()).Code);
        client.Send("""{"networks":{}}""");
        Assert.Equal("denied", Refusal(client.ReadLine()).Code);
        Assert.Empty(_server.Handler.Administered);
        Assert.Equal("{}", _server.Ask("""{"add-network":{"network":"blue","mtu":0,"flood":[],"isolated":true}}"""));
        Assert.Equal(new AddNetwork { Network = "blue", Mtu = 0, Isolated = true }, (AddNetwork)_server.Handler.Administered.Single() with { Flood = null });
    }

    /// <summary>Every request that docs/protocol.md shows is one that the switch understands.</summary>
    [Fact]
    public void Every_request_in_the_documentation_is_understood()
    {
        int shown = 0;
        foreach (string line in File.ReadLines(Documentation()).Where(line => line.StartsWith("→ ", StringComparison.Ordinal)))
        {
            string request = line[2..].Split("      +")[0].Trim();
            Assert.True(RequestParser.TryParse(System.Text.Encoding.UTF8.GetBytes(request), out Request? parsed, out Reply? refusal), $"{line}: {refusal?.Error}");
            (parsed!.Command as AdminCommand)?.Check();
            shown++;
        }

        Assert.True(shown > 5, $"{shown} requests in {Documentation()}");
    }

    private static string Documentation()
    {
        string? directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory!, "Containet.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return Path.Combine(directory!, "docs", "protocol.md");
    }

    private static (string Error, string Code) Refusal(string reply)
    {
        using var document = System.Text.Json.JsonDocument.Parse(reply);
        return (document.RootElement.GetProperty("error").GetString()!, document.RootElement.GetProperty("code").GetString()!);
    }
}
