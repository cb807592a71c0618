using System.CommandLine;
using System.CommandLine.Parsing;
using Containet.Images.References;

namespace Mocker;

/// <summary>
/// The puller's command line. Status 0 on success, 2 for a reference or a command line that is wrong, with one line on
/// standard error that says what.
/// </summary>
internal static class Program
{
    private const int Success = 0;
    private const int BadUsage = 2;

    internal static int Main(string[] arguments) => Run(arguments, Console.Out, Console.Error);

    /// <summary>Runs one command line against the streams given.</summary>
    internal static int Run(string[] arguments, TextWriter output, TextWriter errors)
    {
        var reference = new Argument<string>("REF")
        {
            Description = "An image reference, as in ubuntu, quay.io/a/b:tag or host:5000/a/b@sha256:…",
        };
        var name = new Command("name", "Print the canonical form of an image reference.") { reference };
        name.SetAction(result => PrintName(result.GetRequiredValue(reference), output, errors));

        var root = new RootCommand(
            "Mocker: the image puller of Containet. Pulling is not built yet; for now it understands image references.")
        {
            name,
        };
        root.Directives.Clear();
        if (arguments.Length == 0)
        {
            return Fail(errors, "no command given");
        }

        // No response files: an argument that begins with @ is text like any other.
        ParseResult parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        return parsed.Errors.Count > 0
            ? Fail(errors, Describe(parsed.Errors[^1]))
            : parsed.Invoke(new InvocationConfiguration { Output = output, Error = errors });
    }

    private static int PrintName(string text, TextWriter output, TextWriter errors)
    {
        if (!ImageReference.TryParse(text, out ImageReference? reference, out string? error))
        {
            WriteError(errors, $"\"{text}\" is not an image reference: {error}");
            return BadUsage;
        }

        output.WriteLine(reference);
        return Success;
    }

    private static int Fail(TextWriter errors, string what)
    {
        WriteError(errors, $"{what}; mocker --help lists what there is");
        return BadUsage;
    }

    // One line whatever the user typed: no control character of his reaches the terminal.
    private static void WriteError(TextWriter errors, string message) =>
        errors.WriteLine("mocker: " + string.Concat(message.Select(c => char.IsControl(c) ? "?" : c.ToString())));

    private static string Describe(ParseError error)
    {
        string message = error.Message.TrimEnd('.');
        return char.ToLowerInvariant(message[0]) + message[1..];
    }
}
