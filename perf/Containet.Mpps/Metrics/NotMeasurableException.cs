namespace Containet.Mpps.Metrics;

/// <summary>A metric that makes no sense for a target, which is no failure; why.</summary>
internal sealed class NotMeasurableException(string message) : Exception(message);
