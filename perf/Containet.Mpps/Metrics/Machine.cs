using System.Diagnostics;
using System.Globalization;
using Containet.Mpps.Kernel;

namespace Containet.Mpps.Metrics;

/// <summary>What the kernel says of the machine and of programs, from /proc.</summary>
internal static class Machine
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every architecture that matters
    private const double PageMegabytes = 4096 / 1e6;

    /// <summary>Processor seconds that all processors have worked since the machine started, waiting left out.</summary>
    public static double BusySeconds()
    {
        // cpu user nice system idle iowait irq softirq steal guest guest_nice; guests are in user already
        string[] fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (Ticks(fields[1]) + Ticks(fields[2]) + Ticks(fields[3]) + Ticks(fields[6]) + Ticks(fields[7])) / TicksPerSecond;
    }

    /// <summary>Resident memory of programs, in MB (10^6 bytes); null if there are none.</summary>
    public static double? ResidentMegabytes(IReadOnlyList<Process> programs) =>
        programs.Count == 0
            ? null
            : programs.Sum(p => Ticks(File.ReadAllText($"/proc/{p.Id}/statm").Split(' ')[1]) * PageMegabytes);

    /// <summary>Processor seconds of programs, all their threads.</summary>
    public static double CpuSeconds(IReadOnlyList<Process> programs) =>
        programs.Sum(p => Directory.GetDirectories($"/proc/{p.Id}/task")
            .Sum(t => Ticks(File.ReadAllText(Path.Combine(t, "schedstat")).Split(' ')[0]) / 1e9));

    /// <summary>UDP datagrams that found their socket full, in a namespace, since it was made.</summary>
    public static long SocketOverflows(NetNamespace where)
    {
        // /proc/net/snmp has a line of names and a line of values for each protocol.
        string[][] udp = where.Get(() => File.ReadLines("/proc/thread-self/net/snmp")
            .Where(l => l.StartsWith("Udp:", StringComparison.Ordinal)).Select(l => l.Split(' ')).ToArray());
        return long.Parse(udp[1][Array.IndexOf(udp[0], "RcvbufErrors")], CultureInfo.InvariantCulture);
    }

    private static double Ticks(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
