namespace Containet.Control;

/// <summary>What <see cref="RequestFramer"/> found.</summary>
internal enum FramingStatus
{
    /// <summary>Nothing but white space.</summary>
    Empty,

    /// <summary>A request has begun and not ended.</summary>
    Partial,

    /// <summary>A whole request.</summary>
    Complete,
}
