namespace Containode.Options;

/// <summary>What a launch takes from whoever asks for it.</summary>
/// <param name="WorkingDirectory">Where the program starts if the root stays the host's.</param>
/// <param name="TerminalType">TERM; null if there is none.</param>
/// <param name="OwnTerminal">The program is to have a terminal of its own.</param>
/// <param name="ErrorIsTerminal">Its standard error is that too.</param>
/// <param name="User">The user's number: 0 for root.</param>
/// <param name="Group">The group's number.</param>
internal sealed record Caller(
    string WorkingDirectory, string? TerminalType, bool OwnTerminal, bool ErrorIsTerminal, uint User = 0, uint Group = 0)
{
    /// <summary>Whether nothing is forbidden; everybody else's containers are in a user namespace.</summary>
    public bool IsRoot => User == 0;
}
