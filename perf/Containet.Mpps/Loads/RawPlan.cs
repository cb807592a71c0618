namespace Containet.Mpps.Loads;

/// <summary>What a raw generator writes into its frames, in turn.</summary>
/// <param name="Run">The run's number.</param>
/// <param name="Source">The first source address.</param>
/// <param name="Sources">How many, one above the other.</param>
/// <param name="Destination">The first destination address.</param>
/// <param name="Destinations">How many, one above the other.</param>
internal readonly record struct RawPlan(ushort Run, long Source, long Sources, long Destination, long Destinations);
