namespace Containet.Images.Store;

/// <summary>What was removed from a store.</summary>
/// <param name="Blobs">Blobs.</param>
/// <param name="Layers">Unpacked layers.</param>
/// <param name="Bytes">Bytes of blobs, and of the files of layers.</param>
/// <param name="InUse">Blobs and layers that no name leads to, but somebody uses.</param>
public sealed record Garbage(int Blobs, int Layers, long Bytes, int InUse);
