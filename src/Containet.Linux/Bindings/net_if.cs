using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// net/if.h
public static unsafe partial class Native
{
    /// <summary>The index of an interface in the calling thread's network namespace; 0 on failure.</summary>
    [LibraryImport(Libc, SetLastError = true)]
    public static partial uint if_nametoindex(byte* ifname);
}
