namespace Containet.Linux.Bindings;

// linux/sched.h, linux/wait.h
public static partial class Native
{
    public const int CLONE_PIDFD = 0x00001000;
    public const int CLONE_NEWCGROUP = 0x02000000;

    public const int WNOHANG = 1;
}
