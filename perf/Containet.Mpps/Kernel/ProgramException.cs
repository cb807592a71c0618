namespace Containet.Mpps.Kernel;

/// <summary>A program that failed: what was run, and what it said.</summary>
internal sealed class ProgramException(string message) : Exception(message);
