using Containet.Images;
using Containet.Linux;

namespace Mocker;

/// <summary>The image puller: from a name to verified layers on this machine's disk.</summary>
internal static class Program
{
    internal static int Main(string[] arguments)
    {
        var terminal = Terminal.Open();
        try
        {
            return Handover.IsNotWanted(arguments) ? new CommandLine(terminal).Run(arguments) : 0;
        }
        catch (Exception e) when (e is ImageException or IOException)
        {
            terminal.Complain(e.Message);
            return ExitStatus.LauncherFailed;
        }
    }
}
