using System.Globalization;

namespace Containet.Simulated;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Usage = "usage: containet-simulated [--quick] [--rounds N] [--milliseconds N] [--filter TEXT] [--json FILE]";

    public int Rounds { get; private init; } = 7;

    /// <summary>How long each scenario is measured in each round, after its warm-up.</summary>
    public TimeSpan Duration { get; private init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Only scenarios whose name contains this.</summary>
    public string Filter { get; private init; } = "";

    public string? JsonFile { get; private init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">It is wrong; the message says how.</exception>
    public static Options Parse(string[] args)
    {
        var options = new Options();
        for (int i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--quick" => options with { Rounds = 3, Duration = TimeSpan.FromMilliseconds(150) },
                "--rounds" => options with { Rounds = Number(args, ref i, 100) },
                "--milliseconds" => options with { Duration = TimeSpan.FromMilliseconds(Number(args, ref i, 60_000)) },
                "--filter" => options with { Filter = Value(args, ref i) },
                "--json" => options with { JsonFile = Value(args, ref i) },
                _ => throw new FormatException($"unknown argument '{args[i]}'"),
            };
        }

        return options;
    }

    private static string Value(string[] args, ref int i) =>
        ++i < args.Length ? args[i] : throw new FormatException($"{args[i - 1]} wants a value");

    private static int Number(string[] args, ref int i, int max)
    {
        string name = args[i];
        string text = Value(args, ref i);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= max
            ? number
            : throw new FormatException($"{name} '{text}' is not a number from 1 to {max}");
    }
}
