using Containet.DataPlane.Forwarding;

namespace Containet.DataPlane;

/// <summary>What one switch holds at most, in one place, each with its reason.</summary>
public static class SwitchLimits
{
    /// <summary>Ports: a table's entry has 12 bits for the number, and 0 means none.</summary>
    public const int Ports = MacTable.MaxPort;

    /// <summary>Networks: enough for one a job; each costs a table.</summary>
    public const int Networks = 256;

    /// <summary>Queues of a port, one for each worker: a thousand ports stay below the 20,000 descriptors that many systems allow a process.</summary>
    public const int Queues = 16;

    /// <summary>Slots of a network's table of addresses to begin with: 1 MB, good for 65,536 stations without evictions.</summary>
    public const int MacSlots = 1 << 17;

    /// <summary>
    /// Slots up to which it grows unless told otherwise: 16 MB, good for a million stations. A flood of false addresses
    /// costs that much memory and no more; beyond it the oldest address gives way.
    /// </summary>
    public const int MaxMacSlots = 1 << 21;

    /// <summary>
    /// Addresses learned at a port at a time, unless told otherwise: a container has one, one with a bridge in it some dozens. A
    /// flood of false ones is the flooding port's loss and takes no more than so many places from others.
    /// </summary>
    public const int LearnedAddresses = 1024;

    /// <summary>Addresses of each kind that are pinned to a port: a frame's are compared with each.</summary>
    public const int PinnedAddresses = 64;

    /// <summary>Rules of a network: one for each port of a large one; a request with so many is still read.</summary>
    public const int Rules = 4096;

    /// <summary>Links of a network, each a direction: those among 64 ports.</summary>
    public const int Links = 4096;

    /// <summary>Entries that a network's rules may become, a hundred bytes each: each port that a rule names and each prefix of a range is one.</summary>
    public const int RuleEntries = 65_536;
}
