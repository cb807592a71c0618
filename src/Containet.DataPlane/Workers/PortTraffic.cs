namespace Containet.DataPlane.Workers;

/// <summary>What a port has sent within an interval.</summary>
/// <param name="Worker">Its worker.</param>
/// <param name="Frames">Frames read from it.</param>
/// <param name="HandedOver">Of those, the ones for a single port of another worker, by worker.</param>
internal readonly record struct PortTraffic(int Worker, long Frames, long[] HandedOver);
