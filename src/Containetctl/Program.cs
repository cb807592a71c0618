namespace Containetctl;

/// <summary>The operator's hand: asks a switch one thing and shows the answer.</summary>
internal static class Program
{
    private static int Main(string[] arguments) => new CommandLine(Terminal.Open()).Run(arguments, Console.Error);
}
