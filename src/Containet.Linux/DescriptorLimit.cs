using static Containet.Linux.Bindings.Native;

namespace Containet.Linux;

/// <summary>How many descriptors this process may have (getrlimit(2), RLIMIT_NOFILE).</summary>
public static unsafe class DescriptorLimit
{
    /// <summary>Raises the limit in force to the most that the process may give itself.</summary>
    /// <returns>The limit in force now.</returns>
    public static long Raise()
    {
        rlimit limits;

        // Safe: a local that the kernel fills in, and reads.
        if (getrlimit(RLIMIT_NOFILE, &limits) < 0)
        {
            return 0;
        }

        ulong before = limits.rlim_cur;
        limits.rlim_cur = limits.rlim_max;
        return (long)(setrlimit(RLIMIT_NOFILE, &limits) == 0 ? limits.rlim_max : before);
    }
}
