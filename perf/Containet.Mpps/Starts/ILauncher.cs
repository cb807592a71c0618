namespace Containet.Mpps.Starts;

/// <summary>Something that starts a program in a container.</summary>
internal interface ILauncher
{
    /// <summary>Its short name.</summary>
    string Name { get; }

    /// <summary>How it is called, in one line, for the report.</summary>
    string Description { get; }

    /// <summary>Says why it cannot be had on this machine.</summary>
    /// <returns>The reason; null if it can.</returns>
    string? Missing();

    /// <summary>Prepares what the command needs, in a folder of its own.</summary>
    /// <param name="folder">Empty but for <c>rootfs</c>, a root with busybox as <c>/bin/true</c>.</param>
    /// <returns>The command that starts <c>/bin/true</c> in a container and ends with it.</returns>
    LauncherCommand Prepare(string folder);
}
