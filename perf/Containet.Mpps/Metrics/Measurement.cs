using Containet.Mpps.Targets;

namespace Containet.Mpps.Metrics;

/// <summary>What one round gave.</summary>
/// <param name="Value">In the metric's unit.</param>
internal sealed record Measurement(double Value)
{
    /// <summary>What else was seen, by name; the names are those of <see cref="Detail"/>.</summary>
    public Dictionary<string, double> Details { get; init; } = [];

    /// <summary>What has to be said beside the value, as that the load program was the limit.</summary>
    public List<string> Notes { get; init; } = [];

    /// <summary>Adds what the rig's programs hold in memory now, if it has any.</summary>
    public Measurement WithMemoryOf(Rig rig)
    {
        if (Machine.ResidentMegabytes(rig.Programs) is { } resident)
        {
            Details[Detail.Resident] = resident;
        }

        return this;
    }

    /// <summary>Says so where a switch could have carried more than was sent.</summary>
    public Measurement WithSenderAsLimit(Rig rig, long lost, long arrived)
    {
        const int Negligible = 1000; // of so many one
        if (rig.Programs.Count > 0 && lost < arrived / Negligible)
        {
            // A bridge's work is done in the sender's own time, so there it means nothing.
            Notes.Add("nothing was lost: the sender was the limit");
        }

        return this;
    }
}
