using System.CommandLine;
using Containet.Control;

namespace Containetctl;

/// <summary>How a link is named on the command line: one port or two, a direction, a network.</summary>
internal static class LinkArguments
{
    /// <summary>The arguments and options.</summary>
    public static Symbol[] Symbols() =>
    [
        new Argument<string?>("PORT") { Description = "a port, as node:eth0; without it the whole network", Arity = ArgumentArity.ZeroOrOne },
        new Argument<string?>("PEER") { Description = "the port at the other end; without it, any", Arity = ArgumentArity.ZeroOrOne },
        new Option<string?>("--direction") { HelpName = "from|to|both", Description = "what PORT sends, what it gets, or both; usually both" },
        Network(),
    ];

    /// <summary>The network's option.</summary>
    public static Option<string?> Network() => new("--network") { HelpName = "NAME", Description = "the network; default if none is named" };

    /// <summary>Puts what was named into a request.</summary>
    /// <exception cref="ControlException">The direction is none.</exception>
    public static LinkCommand Named(ParseResult result, LinkCommand command)
    {
        string? port = result.GetValue<string?>("PORT");
        string? peer = result.GetValue<string?>("PEER");
        string direction = result.GetValue<string?>("--direction") ?? "both";
        if (direction is not ("from" or "to" or "both"))
        {
            throw new ControlException(ErrorCode.BadRequest, $"--direction {direction}: not from, to or both");
        }

        return command with
        {
            Network = result.GetValue<string?>("--network"),
            From = direction == "to" ? peer : port,
            To = direction == "to" ? port : peer,
            Both = direction == "both" && port is not null ? true : null,
        };
    }
}
