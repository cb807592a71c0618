using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Containet.Linux.Bindings;

// termios.h
public static unsafe partial class Native
{
    [LibraryImport(Libc)]
    public static partial void cfmakeraw(termios* termios_p);
}
