using System.Numerics;
using System.Text.Json.Serialization;

namespace Containode.Confinement;

/// <summary>A set of capabilities: bit N is the capability with number N, as the kernel has it.</summary>
internal readonly record struct CapabilitySet(ulong Bits)
{
    // Indexed by number. CAP_ and these, in capitals, are the names of capabilities(7).
    private static readonly string[] Names =
        ("CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST "
        + "NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE "
        + "SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM "
        + "BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE").Split(' ');

    /// <summary>None.</summary>
    public static CapabilitySet None => default;

    /// <summary>Every one that has a name.</summary>
    public static CapabilitySet All => new((1UL << Names.Length) - 1);

    /// <summary>
    /// What a container has unless told otherwise: enough for root to manage the files, users and processes of its own, to listen on
    /// any port and to ping; nothing that reaches beyond. Docker's but for MKNOD, behind which Docker has a control group of devices: with
    /// it alone the machine's disks could be opened.
    /// </summary>
    public static CapabilitySet Default { get; } = Of(
        Capability.Chown, Capability.DacOverride, Capability.Fowner, Capability.Fsetid, Capability.Kill, Capability.Setgid,
        Capability.Setuid, Capability.Setpcap, Capability.NetBindService, Capability.NetRaw, Capability.SysChroot, Capability.AuditWrite,
        Capability.Setfcap);

    /// <summary>Whether it holds none.</summary>
    [JsonIgnore]
    public bool IsEmpty => Bits == 0;

    /// <summary>The set of some.</summary>
    public static CapabilitySet Of(params ReadOnlySpan<Capability> capabilities)
    {
        ulong bits = 0;
        foreach (Capability capability in capabilities)
        {
            bits |= 1UL << (int)capability;
        }

        return new CapabilitySet(bits);
    }

    /// <summary>Reads a name: with or without CAP_, in either case.</summary>
    /// <returns>Whether there is such a capability.</returns>
    public static bool TryParse(string name, out CapabilitySet capability)
    {
        const string Prefix = "CAP_";
        string bare = name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? name[Prefix.Length..] : name;
        int number = Array.FindIndex(Names, known => known.Equals(bare, StringComparison.OrdinalIgnoreCase));
        capability = number < 0 ? None : new CapabilitySet(1UL << number);
        return number >= 0;
    }

    /// <summary>Whether a capability is in it.</summary>
    public bool Has(Capability capability) => (Bits & (1UL << (int)capability)) != 0;

    /// <summary>What is in either.</summary>
    public static CapabilitySet operator |(CapabilitySet one, CapabilitySet other) => new(one.Bits | other.Bits);

    /// <summary>What is in both.</summary>
    public static CapabilitySet operator &(CapabilitySet one, CapabilitySet other) => new(one.Bits & other.Bits);

    /// <summary>What is in the first but not in the second.</summary>
    public static CapabilitySet operator -(CapabilitySet one, CapabilitySet other) => new(one.Bits & ~other.Bits);

    /// <summary>The names, without CAP_, with commas.</summary>
    public override string ToString()
    {
        var names = new List<string>(BitOperations.PopCount(Bits));
        for (ulong rest = Bits; rest != 0; rest &= rest - 1)
        {
            int number = BitOperations.TrailingZeroCount(rest);
            names.Add(number < Names.Length ? Names[number] : $"{number}");
        }

        return names.Count == 0 ? "none" : string.Join(',', names);
    }
}
