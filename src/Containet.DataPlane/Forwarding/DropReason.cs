namespace Containet.DataPlane.Forwarding;

/// <summary>Why a frame, or one copy of it, went no further. Every drop is counted under one of these.</summary>
public enum DropReason
{
    /// <summary>Not dropped.</summary>
    None,

    /// <summary>Shorter than an Ethernet header (14 bytes).</summary>
    Runt,

    /// <summary>Longer than the switch carries, or cut by the kernel because it was.</summary>
    Giant,

    /// <summary>The source is a group address or zero: no station sends that.</summary>
    BadSource,

    /// <summary>The source is pinned to another port.</summary>
    SpoofedSource,

    /// <summary>An IP address that it claims as its own is another port's, or not among those that the port may use.</summary>
    SpoofedAddress,

    /// <summary>From an address that is not known, and at the port as many are as may be.</summary>
    TooManyAddresses,

    /// <summary>The destination is one of those that a bridge keeps to the link (01:80:c2:00:00:0x).</summary>
    LinkLocal,

    /// <summary>The destination is at the port that the frame came from.</summary>
    SamePort,

    /// <summary>To be flooded, and there is no other port in the network.</summary>
    NoOtherPort,

    /// <summary>To be flooded, and its network does not flood such frames.</summary>
    NotFlooded,

    /// <summary>For a port that the one it came from may not reach: both are isolated.</summary>
    Isolated,

    /// <summary>A rule says so.</summary>
    Rule,

    /// <summary>More than a rule lets pass.</summary>
    OverRate,

    /// <summary>Lost on a link, as was asked for.</summary>
    LinkLoss,

    /// <summary>More waits for a link than its queue holds.</summary>
    LinkFull,

    /// <summary>A link was down, as was asked for.</summary>
    LinkDown,

    /// <summary>More frames are on their way over links than there is room for.</summary>
    LinkStoreFull,

    /// <summary>A partition is between the ports.</summary>
    Partitioned,

    /// <summary>The virtio-net header asks for an offload that was not agreed on, or contradicts the frame.</summary>
    BadVnetHeader,

    /// <summary>No frame was free to read into.</summary>
    PoolEmpty,

    /// <summary>The ring to the worker that owns the destination was full.</summary>
    RingFull,

    /// <summary>The destination left before the frame got there.</summary>
    PortGone,

    /// <summary>The destination was being moved to another worker, and more waited for it than may.</summary>
    PortMoving,

    /// <summary>Longer than the destination's declared MTU allows, or, at the port it came from, than the network's does.</summary>
    OverMtu,

    /// <summary>More segments than are cut in software, for a destination that cannot take the super-frame whole.</summary>
    TooManySegments,

    /// <summary>The kernel had no room for it (EAGAIN, ENOBUFS, ENOMEM).</summary>
    ReceiverFull,

    /// <summary>The destination's interface is down (EIO).</summary>
    InterfaceDown,

    /// <summary>The kernel refused the write for another reason.</summary>
    WriteFailed,
}
