using System.Globalization;

namespace Containode.Confinement;

/// <summary>A limit as the files of a control group take it.</summary>
/// <param name="Controller">The controller that has it.</param>
/// <param name="File">The file.</param>
/// <param name="Value">What is written.</param>
/// <param name="IsOptional">The file may lack: the kernel was built without what it is about.</param>
internal readonly record struct CgroupSetting(string Controller, string File, string Value, bool IsOptional = false)
{
    private const int Period = 100_000; // microseconds, the kernel's default

    /// <summary>The settings that limits come to, in the order of writing.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="controller">A controller.</param>
    /// <param name="version">The version of the hierarchy that has it.</param>
    public static IEnumerable<CgroupSetting> Of(ControlLimits limits, string controller, int version) => (controller, version) switch
    {
        ("cpu", 1) => [new("cpu", "cpu.cfs_period_us", Text(Period)), new("cpu", "cpu.cfs_quota_us", Quota(limits.Cpu!.Value))],
        ("cpu", _) => [new("cpu", "cpu.max", $"{Quota(limits.Cpu!.Value)} {Text(Period)}")],

        // Swap counts: a container that is at its limit shall not make the whole machine swap.
        ("memory", 1) =>
        [
            new("memory", "memory.limit_in_bytes", Text(limits.Memory!.Value)),
            new("memory", "memory.memsw.limit_in_bytes", Text(limits.Memory.Value), IsOptional: true),
        ],
        ("memory", _) =>
        [
            new("memory", "memory.max", Text(limits.Memory!.Value)), new("memory", "memory.swap.max", "0", IsOptional: true),
        ],
        ("pids", _) => [new("pids", "pids.max", Text(limits.Processes!.Value))],
        ("cpuset", _) => [new("cpuset", "cpuset.cpus", limits.Cpus!.Text)],
        _ => throw new ArgumentOutOfRangeException(nameof(controller), controller, "not a controller with limits"),
    };

    /// <summary>The controllers that limits need.</summary>
    public static IEnumerable<string> Controllers(ControlLimits limits)
    {
        if (limits.Cpu is not null)
        {
            yield return "cpu";
        }

        if (limits.Memory is not null)
        {
            yield return "memory";
        }

        if (limits.Processes is not null)
        {
            yield return "pids";
        }

        if (limits.Cpus is not null)
        {
            yield return "cpuset";
        }
    }

    private static string Quota(decimal cpu) => Text((ulong)(cpu * Period));

    private static string Text(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
