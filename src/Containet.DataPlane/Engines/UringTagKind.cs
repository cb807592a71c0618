namespace Containet.DataPlane.Engines;

/// <summary>Kinds of submissions.</summary>
internal enum UringTagKind : byte
{
    /// <summary>A port's multishot read.</summary>
    Read = 1,

    /// <summary>The write of a whole frame.</summary>
    Write,

    /// <summary>The write of one segment of a super-frame.</summary>
    WriteSegment,

    /// <summary>The write of several frames as one super-frame.</summary>
    WriteRun,

    /// <summary>The multishot poll of the worker's doorbell.</summary>
    Doorbell,

    /// <summary>The cancellation of a read.</summary>
    Cancel,
}
