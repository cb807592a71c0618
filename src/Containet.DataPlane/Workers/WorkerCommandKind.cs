namespace Containet.DataPlane.Workers;

/// <summary>What control can ask of a worker.</summary>
internal enum WorkerCommandKind
{
    /// <summary>Own a port and read from it.</summary>
    Attach,

    /// <summary>Give a port up.</summary>
    Detach,

    /// <summary>End.</summary>
    Stop,
}
