namespace Containode.Options;

/// <summary>What a launch takes from whoever asks for it.</summary>
/// <param name="WorkingDirectory">Where the program starts if the root stays the host's.</param>
/// <param name="TerminalType">TERM; null if there is none.</param>
/// <param name="Interactive">A person at a terminal is to talk to the program.</param>
internal sealed record Caller(string WorkingDirectory, string? TerminalType, bool Interactive);
