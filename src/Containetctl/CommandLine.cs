using System.CommandLine;
using Containet.Control;
using Containet.Linux;
using Spectre.Console.Rendering;

namespace Containetctl;

/// <summary>The command line: <c>containetctl -s SOCK VERB … [--json]</c>. Options may stand on either side of the verb.</summary>
internal sealed class CommandLine
{
    private readonly Terminal _terminal;
    private readonly RootCommand _command;

    private readonly Option<string> _socket = new("-s")
    {
        Description = "the switch's socket",
        HelpName = "SOCK",
        Required = true,
        Recursive = true,
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "print the switch's reply itself, one JSON object on one line",
        Recursive = true,
    };

    public CommandLine(Terminal terminal)
    {
        _terminal = terminal;
        var changes = new Changes(Send);
        _command = new RootCommand("Shows what a containet switch knows, and changes what it does.")
        {
            _socket,
            _json,
            Verb("ports", "its ports, what crossed them, and what was dropped", new ListPorts(), reply => Tables.Ports(reply.Ports!)),
            Verb("macs", "the addresses it has learned, and where", new ListMacs(), reply => Tables.Macs(reply.Macs!)),
            Verb("workers", "its workers", new ListWorkers(), reply => Tables.Workers(reply.Workers!)),
            Verb("networks", "its networks", new ListNetworks(), reply => Tables.Networks(reply.Networks!)),
            changes.Network(),
            changes.Port(),
            Rules(),
            changes.Rule(),
            Links(),
            changes.Link(),
            changes.Partition(),
            changes.Heal(),
            changes.Flap(),
        };
    }

    /// <summary>Does what the arguments say.</summary>
    /// <param name="arguments">The program's arguments.</param>
    /// <param name="error">Where complaints go.</param>
    /// <returns>0; 1 if the switch could not be asked or refused; 2 for a mistake in the arguments.</returns>
    public int Run(string[] arguments, TextWriter error)
    {
        ParseResult result = _command.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var configuration = new InvocationConfiguration
        {
            Output = _terminal.Output,
            Error = error,
            EnableDefaultExceptionHandler = false,
        };
        if (result.Errors.Count > 0)
        {
            // An unknown verb is also reported as a missing one, and first; the word itself says more.
            string wrong = result.UnmatchedTokens is [var unknown, ..]
                ? $"Unrecognized command or argument '{unknown}'."
                : result.Errors[0].Message.Split('\n')[0];
            error.WriteLine($"containetctl: {wrong}");
            configuration.Output = error;
            _command.Parse("--help").Invoke(configuration);
            return 2;
        }

        try
        {
            return result.Invoke(configuration);
        }
        catch (Exception e) when (e is ControlException or LinuxException)
        {
            error.WriteLine($"containetctl: {e.Message}");
            return 1;
        }
    }

    private System.CommandLine.Command Links()
    {
        Argument<string> network = OfNetwork("whose links");
        System.CommandLine.Command verb = Verb(
            "links", "what links do to frames, and partitions", result => new ListLinks { Network = result.GetValue(network) }, Tables.Links);
        verb.Arguments.Add(network);
        return verb;
    }

    private static Argument<string> OfNetwork(string description) => new("NETWORK") { Description = description, DefaultValueFactory = _ => "default" };

    private System.CommandLine.Command Rules()
    {
        Argument<string> network = OfNetwork("whose rules");
        System.CommandLine.Command verb = Verb(
            "rules", "a network's rules, and how many frames each was for", result => new ListRules { Network = result.GetValue(network) }, reply => Tables.Rules(reply.Rules!));
        verb.Arguments.Add(network);
        return verb;
    }

    private void Send(ParseResult result, AdminCommand request)
    {
        using ControlClient client = ControlClient.Connect(result.GetRequiredValue(_socket));
        Reply reply = client.Administer(request);
        if (result.GetValue(_json))
        {
            _terminal.Output.WriteLine(reply.ToJson());
        }
    }

    private System.CommandLine.Command Verb(string name, string description, Containet.Control.Command request, Func<Reply, IRenderable> draw) =>
        Verb(name, description, _ => request, draw);

    private System.CommandLine.Command Verb(string name, string description, Func<ParseResult, Containet.Control.Command> request, Func<Reply, IRenderable> draw)
    {
        var verb = new System.CommandLine.Command(name, description);
        verb.SetAction(result =>
        {
            using ControlClient client = ControlClient.Connect(result.GetRequiredValue(_socket));
            Reply reply = client.Ask(request(result));
            if (result.GetValue(_json))
            {
                _terminal.Output.WriteLine(reply.ToJson());
            }
            else
            {
                _terminal.Draw(draw(reply));
            }
        });
        return verb;
    }
}
