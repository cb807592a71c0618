using static Containet.Linux.Bindings.Native;

namespace Containet.Linux;

/// <summary>The capabilities of the calling thread (capabilities(7)).</summary>
public static unsafe class ProcessCapabilities
{
    /// <summary>What it may use, and pass on: bit N is the capability with number N.</summary>
    /// <exception cref="LinuxException">The kernel would not say.</exception>
    public static ulong Permitted()
    {
        var header = new __user_cap_header_struct { version = _LINUX_CAPABILITY_VERSION_3 };
        __user_cap_data_struct* data = stackalloc __user_cap_data_struct[_LINUX_CAPABILITY_U32S_3];

        // Safe: version 3 fills exactly two structures.
        if (capget(&header, data) < 0)
        {
            throw LinuxException.FromLastError("capget", "");
        }

        return data[0].permitted | ((ulong)data[1].permitted << 32);
    }
}
