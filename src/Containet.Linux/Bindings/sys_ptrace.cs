namespace Containet.Linux.Bindings;

// sys/ptrace.h
public static partial class Native
{
    public const int PTRACE_TRACEME = 0;
    public const int PTRACE_CONT = 7;
    public const int PTRACE_DETACH = 17;
}
