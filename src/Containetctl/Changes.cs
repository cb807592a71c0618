using System.CommandLine;
using Containet.Control;
using SystemCommand = System.CommandLine.Command;

namespace Containetctl;

/// <summary>The commands that change something: each becomes one request.</summary>
/// <param name="send">Sends it and shows that it was done.</param>
internal sealed class Changes(Action<ParseResult, AdminCommand> send)
{
    /// <summary><c>network add|set|remove</c>.</summary>
    public SystemCommand Network() => new("network", "makes, changes and removes networks")
    {
        Settings("add", "makes a network", result => new AddNetwork
        {
            Network = result.GetValue<string>("NETWORK"),
            Mtu = result.GetValue<int?>("--mtu"),
            Flood = Words(result.GetValue<string>("--flood")),
            Isolated = YesOrNo(result.GetValue<string>("--isolated")),
        }),
        Settings("set", "changes a network; what is not named stays", result => new SetNetwork
        {
            Network = result.GetValue<string>("NETWORK"),
            Mtu = result.GetValue<int?>("--mtu"),
            Flood = Words(result.GetValue<string>("--flood")),
            Isolated = YesOrNo(result.GetValue<string>("--isolated")),
        }),
        Verb("remove", "removes a network that has no ports", result => new RemoveNetwork { Network = result.GetValue<string>("NETWORK") }, Name("NETWORK", "its name")),
    };

    /// <summary><c>port move|set</c>.</summary>
    public SystemCommand Port() => new("port", "changes ports")
    {
        Verb(
            "move",
            "puts a port into another network",
            result => new MovePort { Port = result.GetValue<string>("PORT"), Network = result.GetValue<string>("NETWORK") },
            Name("PORT", "the port, as node:eth0"),
            Name("NETWORK", "the network's name")),
        Verb(
            "set",
            "changes a port; what is not named stays",
            result => new SetPort
            {
                Port = result.GetValue<string>("PORT"),
                Isolated = result.GetValue<string>("--isolated"),
                Guard = result.GetValue<string>("--guard"),
                MaxMacs = result.GetValue<int?>("--max-macs"),
            },
            Name("PORT", "the port, as node:eth0"),
            Word("--isolated", "yes|no|network", "whether it hears nothing of other isolated ports"),
            Word("--guard", "others|strict|off", "source addresses it may use: any but others', only its own, or any"),
            new Option<int?>("--max-macs") { HelpName = "N", Description = "addresses learned at it at most; 0 for any number" }),
        Verb("pin", "makes an address a port's own", result => new Pin
        {
            Port = result.GetValue<string>("PORT"), Mac = MacOf(result), Ip = IpOf(result),
        }, PortAndAddress()),
        Verb("unpin", "takes a pinned address from a port", result => new Unpin
        {
            Port = result.GetValue<string>("PORT"), Mac = MacOf(result), Ip = IpOf(result),
        }, PortAndAddress()),
    };

    /// <summary><c>rule set|clear</c>.</summary>
    public SystemCommand Rule() => new("rule", "replaces the rules of networks")
    {
        Verb(
            "set",
            "replaces a network's rules, all at once",
            result => new SetRules { Network = result.GetValue<string>("NETWORK"), Rules = RuleFile.Read(result.GetValue<string>("FILE")!) },
            Name("NETWORK", "its name"),
            Name("FILE", "a JSON list of rules, as the command rules --json shows them; - for standard input")),
        Verb("clear", "removes a network's rules", result => new SetRules { Network = result.GetValue<string>("NETWORK"), Rules = [] }, Name("NETWORK", "its name")),
    };

    /// <summary><c>link set|clear</c>.</summary>
    public SystemCommand Link() => new("link", "changes what links do to frames")
    {
        Verb(
            "set",
            "has a link delay, lose, double, reorder, corrupt or hold back frames",
            result => LinkArguments.Named(result, new SetLink
            {
                Delay = result.GetValue<string>("--delay"),
                Jitter = result.GetValue<string>("--jitter"),
                Loss = result.GetValue<string>("--loss"),
                Duplicate = result.GetValue<string>("--duplicate"),
                Reorder = result.GetValue<string>("--reorder"),
                Corrupt = result.GetValue<string>("--corrupt"),
                Rate = result.GetValue<string>("--rate"),
                Burst = result.GetValue<string>("--burst"),
                Queue = result.GetValue<string>("--queue"),
                Seed = result.GetValue<long?>("--seed"),
            }),
            [
                .. LinkArguments.Symbols(),
                Word("--delay", "TIME", "how much later frames arrive, as 20ms"),
                Word("--jitter", "TIME", "by how much more or less at most"),
                Word("--loss", "PART", "part that is lost, as 1%"),
                Word("--duplicate", "PART", "part that arrives twice"),
                Word("--reorder", "PART", "part that is not delayed, and overtakes"),
                Word("--corrupt", "PART", "part that has a bit turned over"),
                Word("--rate", "RATE", "what is carried a second, as 10mbit"),
                Word("--burst", "BYTES", "carried at once after a pause, as 32k"),
                Word("--queue", "BYTES", "that wait to be carried, as 64k"),
                new Option<long?>("--seed") { HelpName = "N", Description = "with the same, chance is the same again" },
            ]),
        Verb("clear", "has a link do nothing any more; without a port all of the network", result => LinkArguments.Named(result, new ClearLink()), LinkArguments.Symbols()),
    };

    /// <summary><c>flap</c>.</summary>
    public SystemCommand Flap() => Verb(
        "flap",
        "has a port's link go down again and again, both ways; link clear ends it",
        result => new SetLink
        {
            Network = result.GetValue<string>("--network"),
            From = result.GetValue<string>("PORT"),
            Both = true,
            Down = result.GetValue<string>("--down"),
            Every = result.GetValue<string>("--every"),
        },
        Name("PORT", "the port, as node:eth0"),
        Word("--down", "TIME", "for how long each time, as 2s"),
        Word("--every", "TIME", "from one time to the next, as 10s"),
        LinkArguments.Network());

    /// <summary><c>partition</c>.</summary>
    public SystemCommand Partition() => Verb(
        "partition",
        "lets nothing pass between groups of nodes or ports",
        result => new Partition
        {
            Network = result.GetValue<string>("--network"),
            Groups = [.. string.Join(' ', result.GetValue<string[]>("GROUPS")!).Split('|').Select(group => group.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))],
        },
        new Argument<string[]>("GROUPS") { Description = "as 'a,b | c,d'", Arity = ArgumentArity.OneOrMore },
        LinkArguments.Network());

    /// <summary><c>heal</c>.</summary>
    public SystemCommand Heal() => Verb(
        "heal", "ends a partition", result => new Partition { Network = result.GetValue<string>("--network"), Groups = [] }, LinkArguments.Network());

    private SystemCommand Settings(string name, string description, Func<ParseResult, AdminCommand> make) => Verb(
        name,
        description,
        make,
        Name("NETWORK", "its name"),
        new Option<int?>("--mtu") { Description = "the longest packet that may cross it, in bytes; 0 for any", HelpName = "BYTES" },
        Word("--flood", "LIST", "what goes to every port: any of broadcast,multicast,unknown, or none"),
        Word("--isolated", "yes|no", "whether its ports hear nothing of each other"));

    private SystemCommand Verb(string name, string description, Func<ParseResult, AdminCommand> make, params Symbol[] parts)
    {
        var verb = new SystemCommand(name, description);
        foreach (Symbol part in parts)
        {
            if (part is Argument argument)
            {
                verb.Arguments.Add(argument);
            }
            else
            {
                verb.Options.Add((Option)part);
            }
        }

        verb.SetAction(result => send(result, make(result)));
        return verb;
    }

    private static Symbol[] PortAndAddress() =>
        [Name("PORT", "the port, as node:eth0"), Name("ADDRESS", "a hardware address, 02:00:00:00:00:01, or an IP address")];

    // Six pairs of digits are a hardware address, and no IP address.
    private static string? MacOf(ParseResult result) => result.GetValue<string>("ADDRESS") is { Length: 17 } text && text.Count(c => c == ':') == 5 ? text : null;

    private static string? IpOf(ParseResult result) => MacOf(result) is null ? result.GetValue<string>("ADDRESS") : null;

    private static Argument<string> Name(string name, string description) => new(name) { Description = description };

    private static Option<string> Word(string name, string values, string description) =>
        new(name) { HelpName = values, Description = description };

    // The switch says what is wrong with a word.
    private static IReadOnlyList<string>? Words(string? list) => list is null ? null : list is "none" ? [] : list.Split(',');

    private static bool? YesOrNo(string? word) => word switch
    {
        null => null,
        "yes" => true,
        "no" => false,
        _ => throw new ControlException(ErrorCode.BadRequest, $"--isolated {word}: not yes or no"),
    };
}
