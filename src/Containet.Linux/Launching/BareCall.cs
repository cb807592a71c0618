using System.Runtime.CompilerServices;
using static Containet.Linux.Bindings.Native;

namespace Containet.Linux.Launching;

/// <summary>
/// A system call and nothing else: no transition, no allocation, no state. What a cloned child is made of.
/// </summary>
internal static unsafe class BareCall
{
    /// <summary>Makes a system call.</summary>
    /// <returns>Its result, or its negative errno.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static nint Invoke(nint number, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0, nint f = 0)
    {
        nint result = syscall_bare(number, a, b, c, d, e, f);
        return result == -1 ? -*errno_location() : result;
    }
}
