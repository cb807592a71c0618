namespace Containode.Running;

/// <summary>The launch failed: the message says at what and why, in one line; the status is the exit status to end with.</summary>
internal sealed class LaunchException(string message, int status = Containet.Linux.ExitStatus.LauncherFailed) : Exception(message)
{
    /// <summary>The exit status: 125, 126 or 127.</summary>
    public int Status => status;
}
