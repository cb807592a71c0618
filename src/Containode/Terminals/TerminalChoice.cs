namespace Containode.Terminals;

/// <summary>Whether the program gets a terminal of its own.</summary>
internal enum TerminalChoice
{
    /// <summary>If the caller's standard input and output are terminals.</summary>
    Automatic,

    /// <summary>In any case.</summary>
    Always,

    /// <summary>In no case.</summary>
    Never,
}
