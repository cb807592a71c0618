using Xunit;
using Xunit.Abstractions;

namespace Containet.Fuzz;

/// <summary>Every target for a few seconds, from another seed each time.</summary>
public class MutationTests(ITestOutputHelper log)
{
    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Nothing_forbidden_happens(string target)
    {
        int seed = Environment.TickCount;
        log.WriteLine($"seed {seed}");
        int runs = MutationRun.Run(FuzzTargets.Named(target), seed, TimeSpan.FromSeconds(4));
        log.WriteLine($"{runs} runs");
        Assert.True(runs > 100, $"only {runs} runs");
    }
}
