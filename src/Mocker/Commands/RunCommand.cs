using System.CommandLine;

namespace Mocker.Commands;

/// <summary>
/// <c>mocker run [OPTION…] REF [ARG…]</c>: containode with an image. All that follows the verb is containode's to read
/// (<see cref="Handover"/>); this is what the help shows of it.
/// </summary>
internal static class RunCommand
{
    /// <summary>The verb.</summary>
    public const string Verb = "run";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var rest = new Argument<string[]>("REF") { Description = "containode's options, an image in the store, and its arguments", Arity = ArgumentArity.ZeroOrMore };
        return new Command(Verb, "Run an image: containode with its root, program and environment.") { rest };
    }
}
