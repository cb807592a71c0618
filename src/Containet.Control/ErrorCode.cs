namespace Containet.Control;

/// <summary>The short names that the <c>code</c> member of an error reply carries; docs/protocol.md says when.</summary>
public static class ErrorCode
{
    /// <summary>The stream is not JSON objects; the connection is closed.</summary>
    public const string BadJson = "bad-json";

    /// <summary>The request is longer than allowed; the connection is closed.</summary>
    public const string TooLarge = "too-large";

    /// <summary>A request was begun and not finished in time; the connection is closed.</summary>
    public const string TooSlow = "too-slow";

    /// <summary>More connections than allowed; the new one is closed.</summary>
    public const string TooManyConnections = "too-many-connections";

    /// <summary>More descriptors than allowed, or not all arrived; all are closed, and so is the connection, or more than a request takes.</summary>
    public const string TooManyDescriptors = "too-many-descriptors";

    /// <summary>A member is missing, repeated, unknown, of the wrong type or out of range; or there is not exactly one verb.</summary>
    public const string BadRequest = "bad-request";

    /// <summary>The switch does not know the verb.</summary>
    public const string UnknownVerb = "unknown-verb";

    /// <summary>The token is not the node's, or the node is not in the scope of the socket that was asked.</summary>
    public const string Denied = "denied";

    /// <summary>The node has such an interface already, or the tap is attached already.</summary>
    public const string Exists = "exists";

    /// <summary>There is no such node.</summary>
    public const string NotFound = "not-found";

    /// <summary>The verb needs a descriptor and none came with the request's first byte.</summary>
    public const string NoDescriptor = "no-descriptor";

    /// <summary>The first descriptor is not a tap with an interface.</summary>
    public const string NotATap = "not-a-tap";

    /// <summary>The tap's virtio-net header has a size that the switch does not know.</summary>
    public const string UnsupportedTap = "unsupported-tap";

    /// <summary>The descriptor after the tap is not a pidfd.</summary>
    public const string NotAPidFd = "not-a-pidfd";

    /// <summary>The pidfd's process has ended already.</summary>
    public const string ProcessEnded = "process-ended";

    /// <summary>The descriptor is not a unix stream socket.</summary>
    public const string NotASocket = "not-a-socket";

    /// <summary>The socket has no name, or has a peer, and so cannot listen.</summary>
    public const string NotBound = "not-bound";

    /// <summary>A limit of the switch is reached; the message names it.</summary>
    public const string Limit = "limit";

    /// <summary>The kernel refused; the message has call, subject and reason.</summary>
    public const string Failed = "failed";

    /// <summary>A defect of the switch; its log has the details.</summary>
    public const string Internal = "internal";

    /// <summary>Made by the client: no whole reply in time.</summary>
    public const string Timeout = "timeout";

    /// <summary>Made by the client: the switch closed the connection, or what it sent is no reply.</summary>
    public const string BadReply = "bad-reply";

    /// <summary>Made where the switch starts: something else is at the socket's path.</summary>
    public const string InUse = "in-use";
}
