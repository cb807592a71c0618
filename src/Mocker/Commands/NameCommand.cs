using System.CommandLine;

namespace Mocker.Commands;

/// <summary><c>mocker name REF</c>: what a short reference means.</summary>
internal static class NameCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var reference = new Argument<string>("REF") { Description = "an image reference" };
        var command = new Command("name", "Print the canonical form of an image reference.") { reference };
        command.SetAction(result => terminal.Output.WriteLine(References.Parse(result.GetRequiredValue(reference))));
        return command;
    }
}
