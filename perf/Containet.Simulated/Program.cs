using Containet.Simulated;

Options options;
try
{
    options = Options.Parse(args);
}
catch (FormatException e)
{
    Console.Error.WriteLine($"containet-simulated: {e.Message}");
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

Scenario[] scenarios = [.. Scenario.All.Where(s => s.Name.Contains(options.Filter, StringComparison.OrdinalIgnoreCase))];
if (scenarios.Length == 0)
{
    Console.Error.WriteLine($"containet-simulated: no scenario's name contains '{options.Filter}'");
    return 2;
}

var distances = new List<double>();
var rates = scenarios.ToDictionary(s => s, _ => new List<Round>());

// Interleaved: whatever slows the machine for a while slows every scenario a little, and none alone.
for (int round = 0; round < options.Rounds; round++)
{
    distances.Add(CoreDistance.Measure());
    foreach (Scenario scenario in scenarios)
    {
        Progress($"round {round + 1}/{options.Rounds}  {scenario.Name}");
        rates[scenario].Add(Runner.Run(scenario, options.Duration));
    }
}

Progress("");
var report = new Report(
    DateTimeOffset.Now,
    Machine.Describe(),
    options.Rounds,
    options.Duration.TotalMilliseconds,
    [.. distances.Where(double.IsFinite).Order()],
    [.. scenarios.Select(s => Result.Of(s, rates[s]))]);
report.Print(Console.Out);
if (options.JsonFile is not null)
{
    report.Write(options.JsonFile);
}

return report.Results.All(r => r.AllocatedBytesPerFrame == 0 && r.Failures == 0) ? 0 : 1;

// One line that is written over, for whoever sits before a terminal.
static void Progress(string text)
{
    if (!Console.IsErrorRedirected)
    {
        Console.Error.Write($"\r{text,-60}\r");
    }
}
