using System.Runtime.InteropServices;

namespace Containet.Linux.Bindings;

// spawn.h
public static unsafe partial class Native
{
    /// <summary>Starts a program. Returns 0 or a positive errno; errno itself is not set.</summary>
    [LibraryImport(Libc)]
    public static partial int posix_spawn(int* pid, byte* path, void* actions, void* attributes, byte** arguments, byte** environment);
}
