using System.Runtime;
using System.Runtime.InteropServices;
using Containet.Linux;

namespace Containet.Simulated;

/// <summary>Where the figures come from.</summary>
/// <param name="Processor">The model's name, as the kernel has it.</param>
/// <param name="Cores">Cores that the program may use.</param>
/// <param name="Kernel">The kernel's release.</param>
/// <param name="Runtime">The runtime, and whether the code was compiled ahead of time (as the switch ships) or is on the JIT.</param>
internal sealed record Machine(string Processor, int Cores, string Kernel, string Runtime)
{
    /// <summary>Looks.</summary>
    public static Machine Describe()
    {
        string model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) ?? ":unknown";
        string compiler = JitInfo.GetCompiledMethodCount() > 0 ? "JIT" : "NativeAOT";
        return new Machine(
            model[(model.IndexOf(':') + 1)..].Trim(),
            CpuAffinity.Allowed().Count,
            File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
            $"{RuntimeInformation.FrameworkDescription} {compiler}");
    }
}
