using Containet.Linux;
using Containet.Linux.Launching;
using Containode.Planning;
using Containode.Specification;
using Tmds.Linux;

namespace Containode.Running;

/// <summary>Puts a failed step into words, with what to do about it where that is plain.</summary>
internal static class LaunchFailure
{
    /// <summary>The failure that a child reported.</summary>
    public static LaunchException Of(LaunchPlan plan, ChildReport report)
    {
        if (report.Step == plan.Child.ExecStep)
        {
            return OfProgram(plan.Child, report.Errno);
        }

        Step step = plan.Steps[report.Step];
        string reason = report.Errno == 0 ? "the kernel's answer is not the expected one" : LinuxException.Describe(report.Errno);
        string log = report.Log.Length == 0 ? "" : $" ({report.Log.Replace('\n', ' ')})";
        return new LaunchException($"{step}: {reason}{log}{Hint(step, report.Errno)}");
    }

    /// <summary>What to do about a refusal; empty where it is not plain.</summary>
    public static string Hint(Step step, int errno)
    {
        if (errno == LibC.EPERM)
        {
            return " (containode must be run as root)";
        }

        if (errno == LibC.ENODEV && step.Verb.StartsWith("mount overlay", StringComparison.Ordinal))
        {
            return " (this kernel has no overlay file system: modprobe overlay)";
        }

        return errno == LibC.EINVAL && step.Verb.StartsWith("mount overlay", StringComparison.Ordinal)
            ? " (TOP must be on a file system that can hold an overlay's changes, such as ext4, xfs or tmpfs)"
            : "";
    }

    private static LaunchException OfProgram(ChildPlan child, int errno)
    {
        string program = child.Arguments[0];
        if (errno != LibC.ENOENT)
        {
            return new LaunchException($"execute {program}: {LinuxException.Describe(errno)}", ExitStatus.CannotRun);
        }

        return new LaunchException(
            program.Contains('/') ? $"{program}: not found" : $"{program}: not found in PATH {ProgramSurroundings.SearchPath(child.Environment)}",
            ExitStatus.NotFound);
    }
}
