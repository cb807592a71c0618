namespace Containet.Images.Tests.Layers.Support;

/// <summary>The times that a form of archive, or who writes it, can do.</summary>
public enum TreeTimes
{
    /// <summary>Any, before 1970 too.</summary>
    Any,

    /// <summary>From 1970 on.</summary>
    FromEpoch,

    /// <summary>From 1970 on, without parts of seconds.</summary>
    WholeSeconds,
}
