using System.CommandLine;
using Containode.Options;
using Containode.Terminals;

namespace Containode.Living.Verbs;

/// <summary>The command line of <c>containode exec</c>: a person's, and with <c>--process</c> or <c>--detach</c> that of a runtime's caller.</summary>
internal sealed class ExecLine
{
    private readonly Option<string[]> _environment = new("--env", "-e") { HelpName = "NAME[=VALUE]", Description = "a variable; without a value, the caller's" };
    private readonly Option<string> _directory = new("--workdir", "-w", "--cwd") { HelpName = "DIR", Description = "where the program starts; default: where the container's did" };
    private readonly Option<string> _user = new("--user", "-u") { HelpName = "USER[:GROUP]", Description = "who the program runs as; default: as the container's" };
    private readonly Option<bool> _terminal = new("--tty", "-t") { Description = "a terminal of its own for the program in any case" };
    private readonly Option<bool> _noTerminal = new("--no-tty", "-T") { Description = "none, even if called from a terminal" };
    private readonly Option<bool> _detach = new("--detach", "-d") { Description = "end as soon as the program runs" };
    private readonly Option<string> _process = new("--process", "-p") { HelpName = "FILE", Description = "the program, as the process of a bundle's config.json" };
    private readonly Option<string> _pidFile = new("--pid-file") { HelpName = "FILE", Description = "where the process's number is written" };
    private readonly Option<string> _console = new("--console-socket") { HelpName = "SOCK", Description = "with --detach: where the terminal's master is sent" };
    private readonly Option<string> _preserved = new("--preserve-fds") { HelpName = "N", Description = "not supported but for 0" };
    private readonly Option<string> _state = Verb.StateOption();
    private readonly VerbLine _line;

    public ExecLine()
    {
        _line = new VerbLine(
            "containode exec [-e NAME[=VALUE]]… [-w DIR] [-u USER[:GROUP]] [--tty|-T] [--state DIR] ID [--] PROGRAM [ARG…]",
            "Runs a program in a container that runs.",
            _environment, _directory, _user, _terminal, _noTerminal, _detach, _process, _pidFile, _console, _preserved, _state);
    }

    public string Identity => _line.Operands[0];

    public IReadOnlyList<string> Program => [.. _line.Operands.Skip(_line.Operands is [_, "--", ..] ? 2 : 1)];

    public IReadOnlyList<string> Environment => _line.Value(_environment) ?? [];

    public string? WorkingDirectory => _line.Value(_directory);

    public string? User => _line.Value(_user);

    public TerminalChoice Terminal => TerminalOptions.Read(_line.Value(_terminal), _line.Value(_noTerminal));

    public bool Detach => _line.Value(_detach);

    public string? ProcessFile => _line.Value(_process);

    public string? PidFile => _line.Value(_pidFile);

    public string? ConsoleSocket => _line.Value(_console);

    public string? State => _line.Value(_state);

    /// <summary>Reads the arguments.</summary>
    /// <returns>Whether there is a program to run: not if help was asked for.</returns>
    /// <exception cref="UsageException">They make no sense.</exception>
    public bool Parse(IReadOnlyList<string> arguments)
    {
        if (!_line.Parse(arguments))
        {
            return false;
        }

        string? wrong = _line.Operands.Count == 0 ? "no container given"
            : Program.Count == 0 && ProcessFile is null ? "no program given"
            : _line.Value(_preserved) is not (null or "0") ? "--preserve-fds is not supported"
            : null;
        return wrong is null ? true : throw _line.Wrong(wrong);
    }
}
