using Containet.Fuzz;
using SharpFuzz;

// Containet.Fuzz afl TARGET            a run for each input that AFL++ hands over (tools/fuzz)
// Containet.Fuzz run TARGET FILE…      the inputs in the files: to see a crash again
// Containet.Fuzz mutate TARGET SECONDS [SEED]   blind mutations of the corpus, without a fuzzer
// Containet.Fuzz seed TARGET FOLDER    writes the inputs from which the corpus begins
switch (args)
{
    case ["afl", string name]:
        IFuzzTarget fuzzed = FuzzTargets.Named(name);
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            fuzzed.Run(input.GetBuffer().AsSpan(0, (int)input.Length));
        });
        return 0;
    case ["run", string name, .. string[] files]:
        foreach (string file in files)
        {
            FuzzTargets.Named(name).Run(File.ReadAllBytes(file));
            Console.WriteLine($"{file}: well");
        }

        return 0;
    case ["mutate", string name, string seconds, .. string[] seed]:
        int number = seed.Length > 0 ? int.Parse(seed[0], null) : Environment.TickCount;
        Console.WriteLine($"seed {number}");
        Console.WriteLine($"{MutationRun.Run(FuzzTargets.Named(name), number, TimeSpan.FromSeconds(double.Parse(seconds, null)))} runs, all well");
        return 0;
    case ["seed", string name, string folder]:
        foreach ((string file, byte[] input) in FuzzTargets.Named(name).Seeds())
        {
            File.WriteAllBytes(Path.Combine(folder, file), input);
        }

        return 0;
    default:
        Console.Error.WriteLine("usage: Containet.Fuzz afl|run|mutate|seed TARGET …");
        return 2;
}
