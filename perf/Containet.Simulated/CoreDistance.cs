using System.Diagnostics;
using System.Runtime.InteropServices;
using Containet.Linux;

namespace Containet.Simulated;

/// <summary>
/// How long a cache line takes from core to core: two pinned threads hand a number to and fro. On a virtual machine it
/// changes with where the host puts the cores (34 to 190 ns were seen within an hour), and rates across workers with it,
/// so it is measured in every round.
/// </summary>
internal static class CoreDistance
{
    private const int Handovers = 20_000;

    /// <summary>Measures.</summary>
    /// <returns>Nanoseconds one way; NaN where there is one core.</returns>
    public static double Measure()
    {
        IReadOnlyList<int> cores = CpuAffinity.Allowed();
        if (cores.Count < 2)
        {
            return double.NaN;
        }

        var ball = new Ball[1];
        double nanoseconds = 0;
        var threads = new Thread[2];
        for (int t = 0; t < threads.Length; t++)
        {
            int side = t;
            threads[side] = new Thread(() =>
            {
                CpuAffinity.TryPin(cores[side]);
                double took = Play(ref ball[0].Value, side);
                if (side == 0)
                {
                    nanoseconds = took;
                }
            });
            threads[side].Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        return nanoseconds;
    }

    private static double Play(ref int ball, int side)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = side; i < Handovers; i += 2)
        {
            while (Volatile.Read(ref ball) != i)
            {
            }

            Volatile.Write(ref ball, i + 1);
            start = i < Handovers / 10 ? Stopwatch.GetTimestamp() : start; // the other has to come first
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / (Handovers * 0.9);
    }

    [StructLayout(LayoutKind.Explicit, Size = 384)]
    private struct Ball
    {
        [FieldOffset(128)]
        public int Value;
    }
}
