using Tmds.Linux;

namespace Containet.Linux;

/// <summary>Which processors a thread may run on (sched_setaffinity(2)).</summary>
public static unsafe class CpuAffinity
{
    private const int BitsPerWord = 64;
    private const int Words = 16;

    /// <summary>The processors that the calling thread may run on, by number, ascending.</summary>
    public static IReadOnlyList<int> Allowed()
    {
        ulong* set = stackalloc ulong[Words];
        var allowed = new List<int>();

        // Safe: the kernel writes at most the size it is told.
        if (LibC.sched_getaffinity(0, Words * sizeof(ulong), (cpu_set_t*)set) < 0)
        {
            return allowed;
        }

        for (int cpu = 0; cpu < Words * BitsPerWord; cpu++)
        {
            if ((set[cpu / BitsPerWord] >> (cpu % BitsPerWord) & 1) != 0)
            {
                allowed.Add(cpu);
            }
        }

        return allowed;
    }

    /// <summary>Pins the calling thread to one processor.</summary>
    /// <returns>False if the kernel does not allow it.</returns>
    public static bool TryPin(int cpu)
    {
        if (cpu is < 0 or >= Words * BitsPerWord)
        {
            return false;
        }

        ulong* set = stackalloc ulong[Words];
        new Span<ulong>(set, Words).Clear();
        set[cpu / BitsPerWord] = 1ul << (cpu % BitsPerWord);

        // Safe: the kernel reads the size it is told.
        return LibC.sched_setaffinity(0, Words * sizeof(ulong), (cpu_set_t*)set) == 0;
    }
}
