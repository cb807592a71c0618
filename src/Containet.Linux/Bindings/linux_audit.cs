namespace Containet.Linux.Bindings;

// linux/audit.h, and X32_SYSCALL_BIT of asm/unistd.h on x86-64
public static partial class Native
{
    public const uint AUDIT_ARCH_X86_64 = 0xc000003e;
    public const uint AUDIT_ARCH_AARCH64 = 0xc00000b7;

    public const uint X32_SYSCALL_BIT = 0x40000000;
}
