using Containet.Mpps.Forwarders;
using Containet.Mpps.Kernel;
using Containet.Mpps.Loads;

namespace Containet.Mpps;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        try
        {
            return arguments switch
            {
                ["load", _, ..] => LoadProgram.Run(arguments.AsSpan(1)),
                ["forward", _, ..] => ForwardProgram.Run(arguments.AsSpan(1)),
                _ => new CommandLine().Parse(arguments, out int status) is { } options ? Bench.Run(options) : status,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Text.Json.JsonException or ProgramException or ArgumentException or FormatException)
        {
            Console.Error.WriteLine($"{Path.GetFileName(Environment.ProcessPath)}: {e.Message}");
            return 1;
        }
    }
}
