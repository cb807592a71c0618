namespace Containet.DataPlane;

/// <summary>Something that control asked of the switch and cannot have.</summary>
/// <param name="code">A short name that does not change between versions.</param>
/// <param name="message">What was asked, and why it cannot be had.</param>
public sealed class SwitchException(string code, string message) : Exception(message)
{
    /// <summary>A short name that does not change between versions: <c>exists</c>, <c>in-use</c>, <c>limit</c>, <c>not-found</c>, <c>no-such-network</c>, <c>unusable-tap</c>.</summary>
    public string Code { get; } = code;
}
