using Containet.Mpps.Loads;

namespace Containet.Mpps.Metrics;

/// <summary>What a raw generator at one port sends, and where it is counted. As it comes: from port 0 to port 1's station.</summary>
internal sealed record RawLoad
{
    /// <summary>The port that sends.</summary>
    public int From { get; init; }

    /// <summary>The ports at which frames are counted and dropped.</summary>
    public IReadOnlyList<int> Sinks { get; init; } = [1];

    /// <summary>The first source address; the sending port's station's by default.</summary>
    public long? Source { get; init; }

    /// <summary>How many source addresses, in turn.</summary>
    public long Sources { get; init; } = 1;

    /// <summary>The first destination address.</summary>
    public long Destination { get; init; } = MacNumber.OfPort(1);

    /// <summary>How many destination addresses, in turn.</summary>
    public long Destinations { get; init; } = 1;

    /// <summary>How long at most.</summary>
    public double Seconds { get; init; } = 1;

    /// <summary>Frames a second; 0 for as many as will go.</summary>
    public long Rate { get; init; }

    /// <summary>Frames in all; null for as many as the time allows.</summary>
    public long? Count { get; init; }

    /// <summary>How the sinks count.</summary>
    public string How { get; init; } = "native";
}
