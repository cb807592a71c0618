using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>One thing that is measured on a rig.</summary>
internal interface IMetric
{
    /// <summary>Its short name, as on the command line.</summary>
    string Name { get; }

    /// <summary>What it is, for a table's head.</summary>
    string Title { get; }

    /// <summary>The unit of its value.</summary>
    string Unit { get; }

    /// <summary>Whether a larger value is the better one.</summary>
    bool MoreIsBetter { get; }

    /// <summary>The target that ratios are against.</summary>
    string Reference => "bridge";

    /// <summary>How many ports the rig must have; one of more than two is set up for this metric alone.</summary>
    int Ports => 2;

    /// <summary>Whether a measurement takes so long that variants of targets are spared it.</summary>
    bool IsLong => false;

    /// <summary>In how many rounds it is measured; a round that it is left out of is one of the last.</summary>
    /// <param name="planned">Rounds of the run.</param>
    /// <returns>At least 1, at most <paramref name="planned"/>.</returns>
    int Rounds(int planned) => planned;

    /// <summary>Measures once.</summary>
    /// <param name="rig">Ports, of which the first two can reach each other.</param>
    /// <param name="seconds">How long the load lasts.</param>
    /// <exception cref="MeasurementException">There is no value to be had: the round failed, and this is why.</exception>
    Measurement Measure(Rig rig, double seconds);
}
