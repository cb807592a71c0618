namespace Containet.Mpps.Targets;

/// <summary>
/// Something that joins network interfaces: what is measured, or a rival of it. A target is a recipe; <see cref="SetUp"/> makes
/// a rig from it, which is measured and torn down.
/// </summary>
internal interface ITarget
{
    /// <summary>Its short name, as on the command line.</summary>
    string Name { get; }

    /// <summary>What it is and how it is set up, in one line, for the report.</summary>
    string Description { get; }

    /// <summary>The most ports it can have.</summary>
    int MaxPorts { get; }

    /// <summary>Whether it is another form of a main target, which the long measurements are spared.</summary>
    bool IsVariant => false;

    /// <summary>Says why it cannot be had on this machine.</summary>
    /// <returns>The reason; null if it can.</returns>
    string? Missing();

    /// <summary>Makes it, with ports in namespaces of their own.</summary>
    /// <param name="ports">How many.</param>
    /// <returns>The rig, which the caller tears down. A station of it may still have to be found (ARP).</returns>
    /// <exception cref="TargetException">It failed.</exception>
    Rig SetUp(int ports);
}
