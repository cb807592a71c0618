namespace Containet.Control;

/// <summary>A port that the data plane has given up.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Reason">What is wrong with it, in words that follow a colon.</param>
public sealed record PortFailure(int Number, string Reason);
