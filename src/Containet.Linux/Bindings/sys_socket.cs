using System.Runtime.InteropServices;
using Tmds.Linux;

namespace Containet.Linux.Bindings;

// sys/socket.h
public static unsafe partial class Native
{
    [LibraryImport(Libc, SetLastError = true)]
    public static partial int sendmmsg(int fd, mmsghdr* messages, uint count, int flags);

    [LibraryImport(Libc, SetLastError = true)]
    public static partial int recvmmsg(int fd, mmsghdr* messages, uint count, int flags, timespec* timeout);
}
