namespace Containode.Oci;

/// <summary>What <c>state</c> prints, and what hooks are given (OCI runtime specification 1.1, runtime.md, "State").</summary>
internal sealed record OciState
{
    /// <summary>The version of the specification that is followed.</summary>
    public const string Version = "1.0.2";

    public string OciVersion { get; init; } = Version;

    public required string Id { get; init; }

    /// <summary><c>creating</c>, <c>created</c>, <c>running</c> or <c>stopped</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The container's process, as the caller's pid namespace has it; 0 once it has ended.</summary>
    public int Pid { get; init; }

    public required string Bundle { get; init; }

    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
