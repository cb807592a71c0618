using System.Globalization;
using Containode.Options;

namespace Containode.Confinement;

/// <summary>What all processes of a container may use together; null where nothing is said: <c>--limit cpu=…,memory=…,pids=…</c>.</summary>
internal sealed record ControlLimits
{
    // A control group's period and the least that the kernel grants in one (min_cfs_quota_period), in microseconds.
    private const decimal LeastCpu = 0.01m;
    private const decimal MostCpu = 8192;

    // Less would not hold a process.
    private const ulong LeastMemory = 1 << 20;
    private const ulong MostMemory = long.MaxValue;

    // The program and the one that minds it.
    private const ulong LeastProcesses = 2;
    private const ulong MostProcesses = 4 << 20; // PID_MAX_LIMIT of 64-bit kernels

    /// <summary>Processors' worth of time.</summary>
    public decimal? Cpu { get; init; }

    /// <summary>Bytes of memory, swap included.</summary>
    public ulong? Memory { get; init; }

    /// <summary>Processes and threads.</summary>
    public ulong? Processes { get; init; }

    /// <summary>The processors that may be used at all.</summary>
    public CpuList? Cpus { get; init; }

    /// <summary>Whether nothing is limited.</summary>
    public bool IsEmpty => Cpu is null && Memory is null && Processes is null && Cpus is null;

    /// <summary>Reads the values of <c>--limit</c>.</summary>
    /// <exception cref="UsageException">One of them makes no sense, or says something twice.</exception>
    public static ControlLimits Parse(IEnumerable<string> values)
    {
        var limits = new ControlLimits();
        var seen = new HashSet<string>();
        foreach (string text in values.SelectMany(value => value.Split(',')))
        {
            int equals = text.IndexOf('=');
            string name = equals < 0 ? text : text[..equals];
            string value = equals < 0 ? "" : text[(equals + 1)..];
            if (!seen.Add(name))
            {
                throw new UsageException($"--limit {name} is given twice");
            }

            limits = name switch
            {
                "cpu" => limits with { Cpu = ParseCpu(value) },
                "memory" => limits with { Memory = ParseAmount(text, value, LeastMemory, MostMemory, "a size such as 64m, of at least 1m") },
                "pids" => limits with { Processes = ParseAmount(text, value, LeastProcesses, MostProcesses, "a number from 2 to 4194304") },
                _ => throw new UsageException($"--limit {text}: there is no limit '{name}', only cpu, memory and pids"),
            };
        }

        return limits;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        (string Name, string? Value)[] all =
        [
            ("cpu", Cpu?.ToString(CultureInfo.InvariantCulture)), ("memory", Memory?.ToString(CultureInfo.InvariantCulture)),
            ("pids", Processes?.ToString(CultureInfo.InvariantCulture)), ("cpuset", Cpus?.Text),
        ];
        return string.Join(',', all.Where(limit => limit.Value is not null).Select(limit => $"{limit.Name}={limit.Value}"));
    }

    private static decimal ParseCpu(string value) =>
        decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal cpu) && cpu is >= LeastCpu and <= MostCpu
            ? cpu : throw new UsageException($"--limit cpu={value}: must be a number of processors such as 1.5, of at least 0.01");

    private static ulong ParseAmount(string text, string value, ulong least, ulong most, string what) =>
        Quantity.TryParse(value, out ulong amount) && amount >= least && amount <= most
            ? amount : throw new UsageException($"--limit {text}: must be {what}");
}
