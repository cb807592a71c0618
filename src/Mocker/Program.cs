namespace Mocker;

/// <summary>The image puller: from a name to verified layers on this machine's disk.</summary>
internal static class Program
{
    internal static int Main(string[] arguments) => new CommandLine(Terminal.Open()).Run(arguments);
}
