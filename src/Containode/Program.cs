using Containet.Linux;
using Containode.Living;
using Containode.Living.Verbs;
using Containode.Options;
using Containode.Running;

namespace Containode;

/// <summary>containode: runs a program in a container and ends with its status.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        try
        {
            IReadOnlyList<string> texts = RawTexts.Arguments(arguments);
            return Verb.Of(texts) is { } verb ? verb() : Launch(texts);
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

    private static int Launch(IReadOnlyList<string> arguments)
    {
        if (new CommandLine().Parse(arguments, out int status) is not { } given)
        {
            return status;
        }

        SealedSelf.RequireFor(given);
        if (given.Token is { Length: > 0 } token)
        {
            ShownArguments.Hide(token); // the container's first process has the launcher's
        }

        using Detachment? detachment = Detachment.Inherited();
        return given.Detach && !given.DryRun && detachment is null ? Detachment.Start() : ContainerRun.Run(given, detachment);
    }
}
