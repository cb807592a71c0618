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
        return new LaunchException($"{step}: {reason}{log}{Hint(step.Verb, report.Errno)}");
    }

    /// <summary>What to do about a refusal; empty where it is not plain.</summary>
    /// <param name="verb">What was being done.</param>
    /// <param name="errno">The refusal.</param>
    public static string Hint(string verb, int errno)
    {
        if (errno == LibC.EPERM)
        {
            return verb == "limit" ? " (raising a limit above the present one takes CAP_SYS_RESOURCE)"
                : Environment.IsPrivilegedProcess ? " (refused even to root: is this inside a container?)"
                : verb == "clone" ? " (this machine lets ordinary users make no user namespaces: see sysctl user.max_user_namespaces, or run it as root)"
                : " (root may do it)";
        }

        bool isOverlay = verb.StartsWith("mount overlay", StringComparison.Ordinal);
        return errno == LibC.ENODEV && isOverlay ? " (this kernel has no overlay file system: modprobe overlay)"
            : errno == LibC.EINVAL && isOverlay ? " (TOP must be on a file system that can hold an overlay's changes, such as ext4, xfs or tmpfs)"
            : errno == LibC.EINVAL && verb.StartsWith("mount /", StringComparison.Ordinal) ? " (a directory goes on a directory, a file on a file)"
            : errno == LibC.EINVAL && verb == "run on processors" ? " (none of them is there, or allowed)"
            : errno == LibC.EINVAL && verb == "become user" ? " (its ids are not among those of the user namespace)"
            : errno == LibC.ENOSPC && verb == "clone" ? " (too many namespaces: see sysctl user.max_user_namespaces and its neighbours)"
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
