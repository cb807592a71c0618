using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>One thing that is measured on a rig of two ports.</summary>
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

    /// <summary>Measures once.</summary>
    /// <param name="rig">Two ports that can reach each other.</param>
    /// <param name="seconds">How long the load lasts.</param>
    /// <exception cref="MeasurementException">There is no value to be had: the round failed, and this is why.</exception>
    Measurement Measure(Rig rig, double seconds);
}
