using System.Text;

namespace Containet.Control;

/// <summary>
/// One node. It is also a scope: the nodes whose chain of <see cref="Creator"/>s leads to it. A scope is this object and
/// not its name: a later node of the same name has no say over what an earlier one made. The control thread's.
/// </summary>
/// <param name="name">Its name.</param>
/// <param name="token">What every later request that names it must present; empty for none.</param>
/// <param name="creator">The node through whose control socket it came; null for the switch's own socket.</param>
internal sealed class Node(string name, string? token, Node? creator)
{
    public string Name { get; } = name;

    public byte[] Token { get; } = TokenBytes(token);

    public Node? Creator { get; } = creator;

    /// <summary>How many creators are above it.</summary>
    public int Depth { get; } = creator is null ? 0 : creator.Depth + 1;

    /// <summary>Networks it has ever had a port in; those that are made through it may join these and no others.</summary>
    public List<string> Networks { get; } = [];

    public List<NodePort> Ports { get; } = [];

    /// <summary>How many control sockets it has.</summary>
    public int ControlSockets { get; set; }

    /// <summary>How many clients are connected through its control sockets.</summary>
    public int Connections { get; set; }

    /// <summary>Living nodes made through it, and through those.</summary>
    public int Offspring { get; set; }

    /// <summary>Whether the registry holds it: not before its first port or control socket, nor after its last.</summary>
    public bool IsListed { get; set; }

    /// <summary>A token's bytes; a missing one, null and the empty one are the same.</summary>
    public static byte[] TokenBytes(string? token) => Encoding.UTF8.GetBytes(token ?? "");

    /// <summary>Whether this node is <paramref name="scope"/> or was made through it, at however many removes.</summary>
    public bool IsWithin(Node scope)
    {
        for (Node? node = this; node is not null; node = node.Creator)
        {
            if (node == scope)
            {
                return true;
            }
        }

        return false;
    }
}
