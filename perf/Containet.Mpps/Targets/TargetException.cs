namespace Containet.Mpps.Targets;

/// <summary>A target that could not be set up, or broke while it was measured.</summary>
internal sealed class TargetException(string message) : Exception(message);
