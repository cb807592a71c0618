using System.Diagnostics;

namespace Containet.Fuzz;

/// <summary>A target on its corpus and, until the time is over, on mutations of it.</summary>
internal static class MutationRun
{
    /// <summary>Runs.</summary>
    /// <returns>How many inputs were tried.</returns>
    /// <exception cref="BrokenInvariantException">With the input in a file, and where.</exception>
    public static int Run(IFuzzTarget target, int seed, TimeSpan time)
    {
        IReadOnlyList<byte[]> corpus = FuzzTargets.CorpusOf(target);
        foreach (byte[] input in corpus)
        {
            Try(target, input, seed);
        }

        var mutator = new Mutator(corpus, seed);
        int runs = corpus.Count;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < time; runs++)
        {
            Try(target, mutator.Next(), seed);
        }

        return runs;
    }

    private static void Try(IFuzzTarget target, byte[] input, int seed)
    {
        try
        {
            target.Run(input);
        }
        catch (Exception failure)
        {
            string file = Path.Combine(Path.GetTempPath(), $"{target.Name}-{seed}.crash");
            File.WriteAllBytes(file, input);
            throw new InvalidOperationException($"seed {seed}, input in {file}: {failure.Message}", failure);
        }
    }
}
