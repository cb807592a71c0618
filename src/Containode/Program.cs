using Containet.Linux;
using Containode.Network;
using Containode.Options;
using Containode.Planning;
using Containode.Running;
using Containode.Specification;
using Containode.Terminals;
using Tmds.Linux;

namespace Containode;

/// <summary>containode: runs a program in a container and ends with its status.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        try
        {
            CommandLineValues? values = new CommandLine().Parse(RawTexts.Arguments(arguments), out int status);
            return values is null ? status : Launch(values);
        }
        catch (UsageException wrong)
        {
            StandardOutput.Complain($"{wrong.Message}\n{wrong.Usage}");
            return ExitStatus.LauncherFailed;
        }
        catch (LaunchException failure)
        {
            StandardOutput.Complain(failure.Message);
            return failure.Status;
        }
        catch (LinuxException failure)
        {
            StandardOutput.Complain(failure.Message + LaunchFailure.Hint(failure.Call, failure.Errno));
            return ExitStatus.LauncherFailed;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            StandardOutput.Complain(failure.Message);
            return ExitStatus.LauncherFailed;
        }
    }

    private static int Launch(CommandLineValues values)
    {
        using RelayStreams streams = RelayStreams.Choose(TerminalOptions.Read(values.Terminal, values.NoTerminal));
        var caller = new Caller(
            Environment.CurrentDirectory, RawTexts.Variable("TERM"), streams.OwnTerminal, streams.ErrorIsTerminal, (uint)LibC.geteuid(), (uint)LibC.getegid());
        ContainerSpec spec = SpecReader.Read(values, caller);
        using LaunchPlan plan = LaunchPlanner.Plan(values.DryRun ? spec : QueueQuestion.Answer(spec));
        if (!values.DryRun)
        {
            return Launcher.Run(plan, streams);
        }

        StandardOutput.Print(plan.Describe());
        return 0;
    }
}
