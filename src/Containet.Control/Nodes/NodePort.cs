namespace Containet.Control;

/// <summary>What the registry remembers of a port. The control thread's.</summary>
/// <param name="node">The node it belongs to.</param>
/// <param name="interfaceName">Its name there.</param>
/// <param name="number">The switch's number for it.</param>
/// <param name="network">The network it is in.</param>
/// <param name="tap">Which tap it is; null if the kernel does not tell.</param>
/// <param name="process">The watch of the process it ends with; null if it stays until it is removed.</param>
internal sealed class NodePort(Node node, string interfaceName, int number, string network, TapIdentity? tap, IDisposable? process)
{
    public Node Node { get; } = node;

    public string InterfaceName { get; } = interfaceName;

    public int Number { get; } = number;

    public string Network { get; set; } = network;

    public TapIdentity? Tap { get; } = tap;

    public IDisposable? Process { get; } = process;
}
