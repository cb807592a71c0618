using Containet.Linux;
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
                _ => 2,
            };
        }
        catch (Exception e) when (e is LinuxException or ArgumentException or FormatException)
        {
            Console.Error.WriteLine($"containet-mpps: {e.Message}");
            return 1;
        }
    }
}
