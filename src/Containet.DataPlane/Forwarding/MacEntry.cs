namespace Containet.DataPlane.Forwarding;

/// <summary>One known address.</summary>
/// <param name="Address">The station.</param>
/// <param name="Port">The number of the port it was seen at.</param>
/// <param name="AgeEpochs">Ageing epochs since it was last seen; 0 for a pinned address.</param>
/// <param name="Pinned">Whether control put it there for good.</param>
public readonly record struct MacEntry(MacAddress Address, int Port, int AgeEpochs, bool Pinned);
