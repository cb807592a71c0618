namespace Containode.Oci;

/// <summary>The size of the terminal to begin with.</summary>
internal sealed record BundleConsoleSize(ushort Height, ushort Width);
