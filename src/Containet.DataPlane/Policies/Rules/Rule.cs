namespace Containet.DataPlane.Policies.Rules;

/// <summary>One rule as control gives it. Immutable.</summary>
/// <param name="Name">By which it is shown, unique in its network.</param>
/// <param name="Match">Which frames it is for.</param>
/// <param name="Action">What becomes of them.</param>
public sealed record Rule(string Name, RuleMatch Match, RuleAction Action)
{
    /// <summary>The port that gets them, by name, of <see cref="RuleAction.Mirror"/> and <see cref="RuleAction.Redirect"/>.</summary>
    public string? Port { get; init; }

    /// <summary>Bits a second that pass, of <see cref="RuleAction.Rate"/>; 0 if <see cref="FramesPerSecond"/> is said.</summary>
    public long BitsPerSecond { get; init; }

    /// <summary>Frames a second that pass.</summary>
    public long FramesPerSecond { get; init; }

    /// <summary>Bytes (or frames) that may come at once.</summary>
    public long Burst { get; init; }

    /// <summary>The VLAN of <see cref="RuleAction.SetVlan"/>; 0 for untagged.</summary>
    public ushort Vlan { get; init; }
}
