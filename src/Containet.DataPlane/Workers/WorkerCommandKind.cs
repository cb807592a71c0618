namespace Containet.DataPlane.Workers;

/// <summary>What control can ask of a worker.</summary>
internal enum WorkerCommandKind
{
    /// <summary>Own a port, write to it and read from it.</summary>
    Attach,

    /// <summary>Give a port up.</summary>
    Detach,

    /// <summary>Let a port's deliveries wait until it is taken.</summary>
    Expect,

    /// <summary>Nothing: when it is done, the batch that was being decided is decided and handed over.</summary>
    Settle,

    /// <summary>Give a port up with nothing of it left: what is for it is written, what it has sent is forwarded.</summary>
    Release,

    /// <summary>Write everything that others have handed over by now.</summary>
    Drain,

    /// <summary>Drain, write what has waited for the port that is expected, and read from it.</summary>
    Take,

    /// <summary>End.</summary>
    Stop,
}
