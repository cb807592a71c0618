namespace Containet.DataPlane.Engines;

/// <summary>Kinds of submissions.</summary>
internal enum UringTagKind : byte
{
    /// <summary>The multishot read of a port.</summary>
    Read = 1,

    /// <summary>A single read of a port.</summary>
    SingleRead,

    /// <summary>The poll of a port.</summary>
    Poll,

    /// <summary>A write: of a frame, a segment of one, or several as one.</summary>
    Write,

    /// <summary>The multishot poll of the worker's doorbell.</summary>
    Doorbell,

    /// <summary>The cancellation of a multishot read or a poll.</summary>
    Cancel,
}
