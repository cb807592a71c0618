namespace Containet.DataPlane.Engines;

/// <summary>Kinds of submissions.</summary>
internal enum UringTagKind : byte
{
    /// <summary>A port's multishot read.</summary>
    Read = 1,

    /// <summary>A write: of a frame, a segment of one, or several as one.</summary>
    Write,

    /// <summary>The multishot poll of the worker's doorbell.</summary>
    Doorbell,

    /// <summary>The cancellation of a read.</summary>
    Cancel,
}
