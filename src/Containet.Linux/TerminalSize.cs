namespace Containet.Linux;

/// <summary>How many characters a terminal shows.</summary>
public readonly record struct TerminalSize(ushort Rows, ushort Columns);
