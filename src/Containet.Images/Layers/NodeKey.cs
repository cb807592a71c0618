namespace Containet.Images.Layers;

/// <summary>A name in a directory, kept.</summary>
internal readonly record struct NodeKey(DirectoryNode Directory, byte[] Name);
