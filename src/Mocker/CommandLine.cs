using System.CommandLine;
using Containet.Images;
using Mocker.Commands;

namespace Mocker;

/// <summary>
/// The command line: <c>mocker [--store DIR] VERB …</c>. Status 0 on success, 1 if what was asked for could not be done, 2 for a
/// mistake in the command line; either with one line on the standard error that says what.
/// </summary>
internal sealed class CommandLine
{
    private const int Failed = 1;
    private const int BadUsage = 2;

    /// <summary>As a shell has it for a program that SIGINT ended.</summary>
    private const int Interrupted = 130;

    private readonly Terminal _terminal;
    private readonly RootCommand _command;

    public CommandLine(Terminal terminal)
    {
        _terminal = terminal;
        _command = new RootCommand("Fetches images and keeps them for containode to run.")
        {
            StoreOption.Option,
            PullCommand.Create(terminal),
            RunCommand.Create(),
            ImagesCommand.Create(terminal),
            InspectCommand.Create(terminal),
            TagCommand.Create(terminal),
            RemoveCommand.Create(terminal),
            PruneCommand.Create(terminal),
            VerifyCommand.Create(terminal),
            UnpackCommand.Create(terminal),
            SaveCommand.Create(),
            LoadCommand.Create(terminal),
            ImportCommand.Create(terminal),
            LoginCommand.CreateLogin(terminal),
            LoginCommand.CreateLogout(terminal),
            NameCommand.Create(terminal),
        };
        _command.Directives.Clear();
    }

    /// <summary>Does what the arguments say.</summary>
    /// <returns>The exit status.</returns>
    public int Run(string[] arguments)
    {
        if (arguments.Length == 0)
        {
            return Usage("no command given");
        }

        // No response files: an argument that begins with @ is text like any other.
        ParseResult parsed = _command.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            return Usage(Describe(parsed));
        }

        try
        {
            return parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = _terminal.Output,
                Error = _terminal.Errors,
                EnableDefaultExceptionHandler = false,
            }).GetAwaiter().GetResult();
        }
        catch (UsageException e)
        {
            _terminal.Complain(e.Message);
            return BadUsage;
        }
        catch (OperationCanceledException)
        {
            _terminal.Complain("interrupted; what has been fetched serves the next pull");
            return Interrupted;
        }
        catch (Exception e) when (e is ImageException or IOException or UnauthorizedAccessException)
        {
            _terminal.Complain(e.Message);
            return Failed;
        }
    }

    // An unknown verb is also reported as a missing one; the word itself says more.
    private static string Describe(ParseResult parsed)
    {
        string message = parsed.UnmatchedTokens is [var unknown, ..] ? $"unrecognized command or argument '{unknown}'" : parsed.Errors[^1].Message;
        message = message.TrimEnd('.');
        return char.ToLowerInvariant(message[0]) + message[1..];
    }

    private int Usage(string what)
    {
        _terminal.Complain($"{what}; mocker --help lists what there is");
        return BadUsage;
    }
}
