namespace Containet.Images.Layers;

/// <summary>A name in a directory, to look up.</summary>
internal readonly ref struct NodeName(DirectoryNode directory, ReadOnlySpan<byte> name)
{
    public readonly DirectoryNode Directory = directory;

    public readonly ReadOnlySpan<byte> Name = name;
}
