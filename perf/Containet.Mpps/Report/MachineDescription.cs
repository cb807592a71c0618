namespace Containet.Mpps.Report;

/// <summary>The machine that a run was made on, and in what state.</summary>
/// <param name="Processor">The model, as the kernel names it.</param>
/// <param name="Cores">Processors that the harness may use.</param>
/// <param name="MemoryMB">Memory, in MB (10^6 bytes).</param>
/// <param name="Kernel">Version of the kernel.</param>
/// <param name="Hypervisor">Whether the processor says that it is virtual.</param>
/// <param name="Governor">The frequency governor; null if there is none.</param>
/// <param name="Mitigations">What the kernel does against flaws of the processor, by flaw; those not affected are left out.</param>
/// <param name="LoadAverage">Of the last minute, when the run began.</param>
/// <param name="OtherBusyCores">Cores' worth of work that others did in the second before the run.</param>
internal sealed record MachineDescription(
    string Processor,
    int Cores,
    double MemoryMB,
    string Kernel,
    bool Hypervisor,
    string? Governor,
    IReadOnlyDictionary<string, string> Mitigations,
    double LoadAverage,
    double OtherBusyCores)
{
    private const string Vulnerabilities = "/sys/devices/system/cpu/vulnerabilities";
    private const string GovernorFile = "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor";

    /// <summary>Asks the kernel. Takes a second, in which it looks at what others do.</summary>
    public static MachineDescription Ask()
    {
        double busy = Metrics.Machine.BusySeconds();
        Thread.Sleep(TimeSpan.FromSeconds(1));
        busy = Metrics.Machine.BusySeconds() - busy;
        string[] cpu = File.ReadAllLines("/proc/cpuinfo");
        return new MachineDescription(
            Field(cpu, "model name") ?? Field(cpu, "CPU part") ?? "unknown",
            Environment.ProcessorCount,
            Number(Field(File.ReadAllLines("/proc/meminfo"), "MemTotal")?.Split(' ')[0]) * 1024 / 1e6,
            File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
            Field(cpu, "flags")?.Split(' ').Contains("hypervisor") == true,
            File.Exists(GovernorFile) ? File.ReadAllText(GovernorFile).Trim() : null,
            ReadMitigations(),
            Number(File.ReadAllText("/proc/loadavg").Split(' ')[0]),
            busy);
    }

    private static Dictionary<string, string> ReadMitigations() =>
        Directory.Exists(Vulnerabilities)
            ? Directory.GetFiles(Vulnerabilities)
                .Select(f => (Name: Path.GetFileName(f), Text: File.ReadAllText(f).Trim()))
                .Where(v => v.Text != "Not affected")
                .OrderBy(v => v.Name, StringComparer.Ordinal)
                .ToDictionary(v => v.Name, v => v.Text)
            : [];

    private static double Number(string? text) =>
        double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out double number) ? number : 0;

    private static string? Field(string[] lines, string name) =>
        lines.FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
}
