using Containet.Linux.Bindings;

namespace Containet.Linux;

/// <summary>Unpredictable numbers straight from the kernel (getrandom(2)), without loading a cryptography library.</summary>
public static unsafe class Entropy
{
    /// <summary>64 random bits. Any thread.</summary>
    /// <exception cref="LinuxException">The kernel has no generator.</exception>
    public static ulong NextUInt64()
    {
        ulong value = 0;

        // Safe: eight bytes of a local; requests of up to 256 bytes are never cut or interrupted once the generator is up.
        if (Native.getrandom(&value, sizeof(ulong), 0) != sizeof(ulong))
        {
            throw LinuxException.FromLastError("getrandom", "");
        }

        return value;
    }
}
