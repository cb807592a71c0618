using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using Containet.Linux;

namespace Containode;

/// <summary>The options of containode and what they read as.</summary>
internal sealed class CommandLine
{
    private readonly Option<string> _switch = Text("--socket", "-s", "SOCK", "the switch's socket; without it there is no interface but lo");
    private readonly Option<string> _address = Text("--ip4", "-4", "ADDR[/MASK]", "address of eth0; without a mask the class decides");
    private readonly Option<string> _root = Text("--root", "-r", "ROOT", "the root, which is never written; default: the host's");
    private readonly Option<string> _top = Text("--top", "-t", "TOP", "where changes to the root are kept; default: ROOT.IDENTITY");
    private readonly Option<string> _identity = Text("--identity", "-i", "IDENTITY", "name on the switch and host name; default: random");
    private readonly Option<bool> _hostNetwork = new("--host-network", "-N") { Description = "keep the host's network" };
    private readonly Option<bool> _hostIpc = new("--host-ipc", "-I") { Description = "keep the host's IPC namespace" };
    private readonly Option<string> _token = Text("--token", "-a", "TOKEN", "what the switch is shown");
    private readonly Option<string> _control = Text("--control", "-p", "CTRLSOCK", "post a control socket at this path of the container");
    private readonly Argument<string[]> _program = new("PROGRAM") { Arity = ArgumentArity.ZeroOrMore };

    private readonly RootCommand _command;

    public CommandLine()
    {
        _command = new RootCommand("Runs a program in a container of its own, on a switch.")
        {
            _switch, _address, _root, _top, _identity, _hostNetwork, _hostIpc, _token, _control, _program,
        };
    }

    /// <summary>One line that says how it is called.</summary>
    public static string Usage =>
        "usage: containode [-s SOCK] [-4 ADDR[/MASK]] [-r ROOT] [-t TOP] [-i IDENTITY] [-N] [-I] [-a TOKEN] [-p CTRLSOCK] "
        + "[--] PROGRAM [ARG…]";

    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">The arguments, without the program's own name.</param>
    /// <param name="status">If nothing is to be launched (help or version was printed): the exit status.</param>
    /// <returns>What they say; null if nothing is to be launched.</returns>
    /// <exception cref="UsageException">They make no sense.</exception>
    public CommandLineValues? Parse(IReadOnlyList<string> arguments, out int status)
    {
        var settings = new ParserConfiguration { ResponseFileTokenReplacer = null };
        ParseResult result = _command.Parse(ArgumentSplitter.Split(arguments, [.. _command.Options]), settings);
        status = 0;
        if (result.Action is HelpAction)
        {
            Console.Out.Write(Help());
            return null;
        }

        if (result.Action is not null && result.Errors.Count == 0)
        {
            status = result.Invoke();
            return null;
        }

        if (result.Errors.Count > 0)
        {
            throw new UsageException(result.Errors[0].Message);
        }

        return new CommandLineValues
        {
            Switch = result.GetValue(_switch),
            Address = result.GetValue(_address),
            Root = result.GetValue(_root),
            Top = result.GetValue(_top),
            Identity = result.GetValue(_identity),
            HostNetwork = result.GetValue(_hostNetwork),
            HostIpc = result.GetValue(_hostIpc),
            Token = result.GetValue(_token),
            ControlSocket = result.GetValue(_control),
            Program = result.GetValue(_program) ?? [],
        };
    }

    // The library's own help would put the program before the options.
    private string Help()
    {
        var help = new StringBuilder($"{_command.Description}\n{Usage}\n\n");
        foreach (Option option in _command.Options)
        {
            string letter = option.Aliases.FirstOrDefault(alias => alias is ['-', not '-', ..] && alias.Length == 2) is { } found ? $"{found}, " : "    ";
            help.Append($"  {letter}{option.Name + (option.HelpName is null ? "" : $" {option.HelpName}"),-24} {option.Description}\n");
        }

        return help.Append($"\nExit status: the program's own; 128+N if signal N ended it; {ExitStatus.LauncherFailed} if containode failed,\n")
            .Append($"{ExitStatus.CannotRun} if the program cannot be run, {ExitStatus.NotFound} if it is not found.\n").ToString();
    }

    private static Option<string> Text(string name, string letter, string value, string description) =>
        new(name, letter) { Description = description, HelpName = value };
}
