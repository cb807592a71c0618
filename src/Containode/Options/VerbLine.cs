using System.CommandLine;
using System.CommandLine.Help;
using System.Text;

namespace Containode.Options;

/// <summary>
/// The command line of a verb (<c>containode ps</c> …): its options, which end at the first argument that is not one, and
/// what follows them.
/// </summary>
internal sealed class VerbLine
{
    private readonly RootCommand _command;
    private readonly Argument<string[]> _operands = new("OPERANDS") { Arity = ArgumentArity.ZeroOrMore };
    private readonly string _usage;
    private ParseResult? _result;

    /// <param name="usage">How it is called, as in <c>containode kill [-s SIGNAL] ID…</c>.</param>
    /// <param name="description">What it does, in a sentence.</param>
    /// <param name="options">Its options; all know <c>--help</c>.</param>
    public VerbLine(string usage, string description, params Option[] options)
    {
        _usage = usage;
        _command = new RootCommand(description) { _operands };
        foreach (Option option in options)
        {
            _command.Options.Add(option);
        }

        // --version is containode's.
        _command.Options.Remove(_command.Options.Single(option => option is VersionOption));
    }

    /// <summary>What follows the options.</summary>
    public IReadOnlyList<string> Operands => Value(_operands) ?? [];

    /// <summary>Reads the arguments.</summary>
    /// <returns>Whether the verb is to be carried out: not if help was asked for, which is then printed.</returns>
    /// <exception cref="UsageException">They make no sense.</exception>
    public bool Parse(IReadOnlyList<string> arguments)
    {
        try
        {
            var settings = new ParserConfiguration { ResponseFileTokenReplacer = null };
            _result = _command.Parse(ArgumentSplitter.Split(arguments, [.. _command.Options]), settings);
        }
        catch (UsageException wrong)
        {
            throw Wrong(wrong.Message);
        }

        if (_result.Action is HelpAction)
        {
            StandardOutput.Print(Help());
            return false;
        }

        return _result.Errors.Count == 0 ? true : throw Wrong(_result.Errors[0].Message);
    }

    /// <summary>The value of an option; its type's default if it was not given.</summary>
    public T? Value<T>(Option<T> option) => _result!.GetValue(option);

    /// <summary>What is wrong, with how it is called.</summary>
    public UsageException Wrong(string message) => new(message, $"usage: {_usage}");

    private T? Value<T>(Argument<T> argument) => _result!.GetValue(argument);

    private string Help()
    {
        var help = new StringBuilder($"{_command.Description}\nusage: {_usage}\n\n");
        foreach (Option option in _command.Options)
        {
            string letter = option.Aliases.FirstOrDefault(alias => alias is ['-', not '-', ..] && alias.Length == 2) is { } found ? $"{found}, " : "    ";
            help.Append($"  {letter}{option.Name + (option.HelpName is null ? "" : $" {option.HelpName}"),-24} {option.Description}\n");
        }

        return help.ToString();
    }
}
