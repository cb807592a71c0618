using System.Runtime.CompilerServices;

namespace Containet.Images.Layers;

/// <summary>
/// Compares names in directories by their bytes, so that one can be looked up without being kept. The hash has the process's
/// random seed: names of a stranger's choice cannot be made to collide.
/// </summary>
internal sealed class NodeNameComparer : IEqualityComparer<NodeKey>, IAlternateEqualityComparer<NodeName, NodeKey>
{
    public static NodeNameComparer Instance { get; } = new();

    public bool Equals(NodeKey x, NodeKey y) => ReferenceEquals(x.Directory, y.Directory) && x.Name.AsSpan().SequenceEqual(y.Name);

    public bool Equals(NodeName alternate, NodeKey other) =>
        ReferenceEquals(alternate.Directory, other.Directory) && alternate.Name.SequenceEqual(other.Name);

    public int GetHashCode(NodeKey key) => Hash(key.Directory, key.Name);

    public int GetHashCode(NodeName alternate) => Hash(alternate.Directory, alternate.Name);

    public NodeKey Create(NodeName alternate) => new(alternate.Directory, alternate.Name.ToArray());

    private static int Hash(DirectoryNode directory, ReadOnlySpan<byte> name)
    {
        var hash = default(HashCode);
        hash.Add(RuntimeHelpers.GetHashCode(directory));
        hash.AddBytes(name);
        return hash.ToHashCode();
    }
}
