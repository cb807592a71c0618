namespace Containet.Control;

/// <summary>A request that was refused, on either side of the socket.</summary>
/// <param name="code">One of <see cref="ErrorCode"/>, or a newer switch's.</param>
/// <param name="message">What is wrong, for a person: subject and reason.</param>
public sealed class ControlException(string code, string message) : Exception(message)
{
    /// <summary>The short name that programs compare.</summary>
    public string Code { get; } = code;
}
