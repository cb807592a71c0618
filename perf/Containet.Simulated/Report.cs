using System.Globalization;
using System.Text.Json;

namespace Containet.Simulated;

/// <summary>Everything that a run found, as people and as programs read it.</summary>
/// <param name="Date">When the run ended.</param>
/// <param name="Machine">Where.</param>
/// <param name="Rounds">How often each scenario was measured.</param>
/// <param name="Milliseconds">For how long each time.</param>
/// <param name="CoreDistances">Nanoseconds that a cache line takes from core to core, of each round, ascending.</param>
/// <param name="Results">The scenarios.</param>
internal sealed record Report(DateTimeOffset Date, Machine Machine, int Rounds, double Milliseconds, double[] CoreDistances, Result[] Results)
{
    /// <summary>Prints the table.</summary>
    public void Print(TextWriter to)
    {
        to.WriteLine($"{Date:yyyy-MM-dd HH:mm}, simulated ports, 64-byte frames: {Machine.Runtime}, {Machine.Processor}, {Machine.Cores} cores, Linux {Machine.Kernel}");
        to.WriteLine($"Medians of {Rounds} rounds of {Milliseconds:0} ms. One engine that costs almost nothing; worker, rings, pools and table are the switch's.");
        if (CoreDistances.Length > 0)
        {
            to.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"A cache line takes {CoreDistances[CoreDistances.Length / 2]:0} ns from core to core ({CoreDistances[0]:0}..{CoreDistances[^1]:0}): what crosses workers costs that."));
        }

        to.WriteLine();
        to.WriteLine($"{"scenario",-22} {"workers",7} {"ports",5} {"addresses",9} {"Mpps in",8} {"spread",15} {"Mpps out",8} {"out/worker",10} {"B/frame",7} {"failures",8}");
        foreach (Result r in Results)
        {
            string spread = string.Create(CultureInfo.InvariantCulture, $"{r.MinMpps:0.0}..{r.MaxMpps:0.0}");
            to.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{r.Name,-22} {r.Workers,7} {r.Ports,5} {r.Addresses,9} {r.Mpps,8:0.00} {spread,15} {r.DeliveredMpps,8:0.00} {r.MppsPerWorker,10:0.00} {r.AllocatedBytesPerFrame,7:0.##} {r.Failures,8}"));
        }
    }

    /// <summary>Writes the JSON.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string file) => File.WriteAllText(file, JsonSerializer.Serialize(this, ReportJson.Default.Report));
}
