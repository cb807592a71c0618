namespace Containet.Linux;

/// <summary>Exit statuses as shells and container launchers agree on them.</summary>
public static class ExitStatus
{
    /// <summary>The launcher itself failed.</summary>
    public const int LauncherFailed = 125;

    /// <summary>The program is there but cannot be run.</summary>
    public const int CannotRun = 126;

    /// <summary>There is no such program.</summary>
    public const int NotFound = 127;

    /// <summary>A signal ended the program: this plus the signal's number.</summary>
    public const int SignalBase = 128;
}
