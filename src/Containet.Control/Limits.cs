namespace Containet.Control;

/// <summary>Every limit of the control side, with its reason. A test may set its own.</summary>
public sealed record Limits
{
    /// <summary>The limits of a switch.</summary>
    public static readonly Limits Default = new();

    /// <summary>Levels of nesting in a request: four are used, and a hostile one must not grow the parser's stack.</summary>
    public const int JsonDepth = 16;

    /// <summary>Queues of a tap that a switch may ask for: a thousand such taps stay below 20,000 open files, which many systems allow.</summary>
    public const int Queues = 16;

    /// <summary>Descriptors with one message: a tap's queues and its process. The kernel closes those beyond.</summary>
    /// <param name="queues">How many queues the switch asks for.</param>
    public static int DescriptorsPerMessage(int queues) => queues + 1;

    /// <summary>Bytes of a node's or a network's name: a host name has at most 63 (RFC 1123).</summary>
    public const int NameBytes = 63;

    /// <summary>Bytes of an interface's name: the kernel's IFNAMSIZ without its terminator.</summary>
    public const int InterfaceNameBytes = 15;

    /// <summary>Bytes of a token: 2048 bits are beyond guessing.</summary>
    public const int TokenBytes = 256;

    /// <summary>Bytes of an <c>id</c>, as it is echoed.</summary>
    public const int IdBytes = 256;

    /// <summary>Addresses that a port may be allowed to have learned: more than a table holds.</summary>
    public const int MaxMacs = 1 << 27;

    /// <summary>Bytes of a request on the switch's own socket: as many rules as a network may have fit.</summary>
    public int MessageBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes of a request through a control socket: the longest sensible one has under a thousand.</summary>
    public int MessageBytesOfContainers { get; init; } = 64 * 1024;

    /// <summary>
    /// Messages whose descriptors may wait on one connection for the rest of their request: a client that sends whole requests
    /// has one.
    /// </summary>
    public int WaitingMessages { get; init; } = 2;

    /// <summary>
    /// Connections in all: with two waiting messages' descriptors each they stay far below 4096 open files, and below 9,000 where
    /// taps have 16 queues.
    /// </summary>
    public int Connections { get; init; } = 256;

    /// <summary>Connections through control sockets, so that containers cannot keep the operator out.</summary>
    public int ConnectionsOfContainers { get; init; } = 192;

    /// <summary>Connections through one node's control sockets, so that one container cannot keep the others out.</summary>
    public int ConnectionsPerNode { get; init; } = 32;

    /// <summary>From a request's first byte to its last: requests are sent at once, so only a broken or hostile client needs longer.</summary>
    public TimeSpan RequestTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For which a client may leave its replies unread without taking a byte.</summary>
    public TimeSpan OutputTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of replies that may be unread when another request is to be answered.</summary>
    public int UnreadBytes { get; init; } = 256 * 1024;

    /// <summary>Nodes in all: more than a switch has ports for, and a bound on memory.</summary>
    public int Nodes { get; init; } = 4096;

    /// <summary>Nodes made through one node's control sockets, and through those of its offspring.</summary>
    public int NodesPerScope { get; init; } = 1024;

    /// <summary>Generations of nodes made through control sockets: bounds the walk that a scope check is.</summary>
    public int ScopeDepth { get; init; } = 16;

    /// <summary>Interfaces of one node.</summary>
    public int PortsPerNode { get; init; } = 16;

    /// <summary>Control sockets of one node; a container uses one.</summary>
    public int ControlSocketsPerNode { get; init; } = 4;

    /// <summary>Control sockets in all: each is a descriptor.</summary>
    public int ControlSockets { get; init; } = 512;

    /// <summary>Connections that the kernel lets wait on a socket.</summary>
    public int Backlog { get; init; } = 128;

    /// <summary>Connections taken from one socket in one turn, so that a flood of them cannot hold up the others.</summary>
    public int AcceptsPerTurn { get; init; } = 32;
}
