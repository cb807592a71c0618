namespace Containode.Living;

/// <summary>How it stands with a container.</summary>
internal enum ContainerStatus
{
    /// <summary>Being made: it has no process to tell of yet.</summary>
    Starting,

    /// <summary>Made of a bundle, and waiting to be started.</summary>
    Created,

    Running,

    /// <summary>Ended, with a status.</summary>
    Exited,

    /// <summary>Ended because its launcher was killed, before a status could be told.</summary>
    Lost,
}
