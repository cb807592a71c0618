using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Containet.Linux.Launching;

/// <summary>
/// A system call and nothing else: no transition, no allocation, no garbage collector's poll. What a cloned child is
/// made of. The C library's <c>syscall</c> is called as if it were managed code, whose calling convention is the same:
/// any import, also one with SuppressGCTransition, is followed by a poll, at which a child that was cloned while
/// another thread asked for a collection would wait for ever.
/// </summary>
internal static unsafe class BareCall
{
    // Written by Bind before anything is cloned. No initializers: a static constructor would be the runtime's affair.
    private static delegate* managed<nint, nint, nint, nint, nint, nint, nint, nint> _syscall;
    private static delegate* managed<int*> _errno;

    /// <summary>Finds the C library's functions; needed once before <see cref="Invoke"/>. Any thread.</summary>
    /// <exception cref="PlatformNotSupportedException">They cannot be called this way.</exception>
    public static void Bind()
    {
        _errno = (delegate* managed<int*>)Find("__errno_location");
        _syscall = (delegate* managed<nint, nint, nint, nint, nint, nint, nint, nint>)Find("syscall");
    }

    /// <summary>Makes a system call, which must not block for long in a process whose runtime is alive.</summary>
    /// <returns>Its result, or its negative errno.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static nint Invoke(nint number, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0, nint f = 0)
    {
        nint result = _syscall(number, a, b, c, d, e, f);
        return result == -1 ? -*_errno() : result;
    }

    private static nint Find(string name)
    {
        // The runtime marks pointers to its own generic code by this bit; a C function aligned as glibc aligns them has it clear.
        const nint RuntimesMark = 2;
        nint address = NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), name);
        return (address & RuntimesMark) == 0 ? address : throw new PlatformNotSupportedException($"{name} is not aligned");
    }
}
