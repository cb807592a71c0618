using System.Runtime.InteropServices;

namespace Containet.Linux.Launching;

/// <summary>A system call with everything it needs, in native memory, for <see cref="CallInterpreter"/> to make.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct PreparedCall
{
    /// <summary>How many arguments a system call takes at most.</summary>
    public const int MaxArguments = 6;

    /// <summary>In <see cref="Expected"/>: any result that is not an error will do.</summary>
    public const int AnyResult = -1;

    /// <summary>In <see cref="Tolerated"/>: whatever goes wrong is as good as success.</summary>
    public const int AnyError = -1;

    /// <summary>In <see cref="Number"/>: no system call, but a copy of the <c>int</c> at the first address to the second.</summary>
    public const int CopyNumber = -1;

    /// <summary>The system call's number, or <see cref="CopyNumber"/>.</summary>
    public nint Number;

    /// <summary>The arguments, or, where <see cref="SlotMask"/> has the bit, addresses of slots that hold them.</summary>
    public fixed long Arguments[MaxArguments];

    /// <summary>Where the result goes (a tolerated failure as its negative errno).</summary>
    public nint* Result;

    /// <summary>The slot with a filesystem context that has the kernel's own words about a failure (fsopen(2)); or null.</summary>
    public nint* Log;

    /// <summary>The only result that is not a failure, or <see cref="AnyResult"/>.</summary>
    public nint Expected;

    /// <summary>Bit i: argument i is taken from a slot.</summary>
    public uint SlotMask;

    /// <summary>The errno that is no failure (EEXIST of mkdir), or <see cref="AnyError"/>; 0 for none.</summary>
    public int Tolerated;

    /// <summary>Another errno that is no failure; 0 for none.</summary>
    public int ToleratedToo;

    /// <summary>How many calls are passed over after a tolerated failure.</summary>
    public int SkipOnError;

    /// <summary>How many calls are passed over after success.</summary>
    public int SkipOnSuccess;

    /// <summary>Where the call puts what became of it, 0 or a negative errno, beside its result (a netlink acknowledgement); or null.</summary>
    public int* Verdict;

    /// <summary>The step of the launch that this call is part of: an index into the plan's steps.</summary>
    public int Step;
}
