using System.Text;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Launching;

/// <summary>
/// Whom a child becomes, where that is found out only when the child has its root and waits: memory that the launcher shares with the
/// child, written by <see cref="Set"/> while the child waits, from which the child's prepared calls then take their arguments.
/// </summary>
public sealed unsafe class LateUser
{
    /// <summary>How many supplementary groups there is room for; the kernel would take 65,536.</summary>
    public const int MaxGroups = 1024;

    /// <summary>The longest home directory, in bytes (PATH_MAX, without the terminator).</summary>
    public const int MaxHome = 4095;

    private const string HomeVariable = "HOME=";

    private readonly nint* _ids;
    private readonly uint* _groups;
    private readonly __user_cap_data_struct* _capabilities;
    private readonly byte* _home;

    /// <summary>Takes memory of an arena, with which it goes.</summary>
    /// <exception cref="LinuxException">There is none left.</exception>
    public LateUser(NativeArena arena)
    {
        const int Ids = 3;
        int home = HomeVariable.Length + MaxHome + 1;
        byte* memory = (byte*)arena.Shared((Ids * sizeof(nint)) + (MaxGroups * sizeof(uint))
            + (_LINUX_CAPABILITY_U32S_3 * sizeof(__user_cap_data_struct)) + home);

        // Safe: the parts lie one after another in what was taken for them.
        _ids = (nint*)memory;
        _groups = (uint*)(_ids + Ids);
        _capabilities = (__user_cap_data_struct*)(_groups + MaxGroups);
        _home = (byte*)(_capabilities + _LINUX_CAPABILITY_U32S_3);
    }

    /// <summary>The user's id.</summary>
    public Slot User => new((nint)_ids);

    /// <summary>The group's id.</summary>
    public Slot Group => new((nint)(_ids + 1));

    /// <summary>How many supplementary groups.</summary>
    public Slot GroupCount => new((nint)(_ids + 2));

    /// <summary>The address of the supplementary groups.</summary>
    public nint Groups => (nint)_groups;

    /// <summary>The address of the capabilities, as capset(2) takes them.</summary>
    public nint Capabilities => (nint)_capabilities;

    /// <summary>The address of the environment's HOME.</summary>
    public nint Home => (nint)_home;

    /// <summary>Writes it all.</summary>
    /// <param name="user">The user's id.</param>
    /// <param name="group">The group's id.</param>
    /// <param name="groups">The supplementary groups, up to <see cref="MaxGroups"/>.</param>
    /// <param name="capabilities">What is permitted and in force; bit N is the capability with number N.</param>
    /// <param name="home">The home directory, up to <see cref="MaxHome"/> bytes.</param>
    public void Set(uint user, uint group, ReadOnlySpan<uint> groups, ulong capabilities, string home)
    {
        _ids[0] = (nint)user;
        _ids[1] = (nint)group;
        _ids[2] = groups.Length;

        // Safe: both spans are exactly the parts' sizes, and a copy that does not fit throws.
        groups.CopyTo(new Span<uint>(_groups, MaxGroups));
        _capabilities[0].effective = _capabilities[0].permitted = (uint)capabilities;
        _capabilities[1].effective = _capabilities[1].permitted = (uint)(capabilities >> 32);
        Encoding.UTF8.GetBytes(HomeVariable + home, new Span<byte>(_home, HomeVariable.Length + MaxHome));
    }
}
