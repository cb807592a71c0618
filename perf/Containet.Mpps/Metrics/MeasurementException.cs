namespace Containet.Mpps.Metrics;

/// <summary>A round that gave no value that may be believed, and why.</summary>
internal sealed class MeasurementException(string message) : Exception(message);
