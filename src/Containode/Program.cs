using System.Text;
using Containet.Linux;
using Containode.Options;
using Containode.Planning;
using Containode.Running;
using Containode.Specification;
using Tmds.Linux;

namespace Containode;

/// <summary>containode: runs a program in a container and ends with its status.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        try
        {
            CommandLineValues? values = new CommandLine().Parse(arguments, out int status);
            return values is null ? status : Launch(values);
        }
        catch (UsageException wrong)
        {
            Complain($"{wrong.Message}\n{CommandLine.Usage}");
            return ExitStatus.LauncherFailed;
        }
        catch (LaunchException failure)
        {
            Complain(failure.Message);
            return failure.Status;
        }
        catch (LinuxException failure)
        {
            Complain(failure.Message + (failure.Errno == LibC.EPERM ? " (containode must be run as root)" : ""));
            return ExitStatus.LauncherFailed;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Complain(failure.Message);
            return ExitStatus.LauncherFailed;
        }
    }

    private static int Launch(CommandLineValues values)
    {
        Terminal? terminal = Terminal.Interactive();
        var caller = new Caller(Environment.CurrentDirectory, Environment.GetEnvironmentVariable("TERM"), terminal is not null);
        ContainerSpec spec = SpecReader.Read(values, caller);
        if (!values.DryRun)
        {
            return Launcher.Run(spec, terminal);
        }

        using LaunchPlan plan = LaunchPlanner.Plan(spec);
        Console.Out.Write(plan.Describe());
        return 0;
    }

    // Straight to the descriptor: the class library's console would take over the terminal's settings.
    private static unsafe void Complain(string message)
    {
        byte[] line = Encoding.UTF8.GetBytes($"containode: {message}\n");
        fixed (byte* bytes = line)
        {
            LibC.write(2, bytes, line.Length);
        }
    }
}
