namespace Containet.Simulated;

/// <summary>What one round of one scenario came to.</summary>
/// <param name="ReadRate">Frames read a second, over all workers.</param>
/// <param name="WrittenRate">Deliveries written a second, over all workers.</param>
/// <param name="Allocated">Bytes that the workers' threads allocated meanwhile.</param>
/// <param name="Frames">Frames read.</param>
/// <param name="Failures">Deliveries with a wrong header, and drops: there should be none.</param>
internal sealed record Round(double ReadRate, double WrittenRate, long Allocated, long Frames, long Failures);
