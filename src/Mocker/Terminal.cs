namespace Mocker;

/// <summary>Where a command's output goes.</summary>
/// <param name="Output">What was asked for.</param>
/// <param name="Errors">What went wrong, and how far it is.</param>
/// <param name="IsTerminal">Whether <paramref name="Errors"/> is a terminal that can move its cursor.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Errors, bool IsTerminal)
{
    /// <summary>The program's own.</summary>
    public static Terminal Open() => new(
        Console.Out,
        Console.Error,
        !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } and not "dumb");

    /// <summary>Says what is wrong, in one line whatever it quotes: no control character of others' reaches the terminal.</summary>
    public void Complain(string message) =>
        Errors.WriteLine("mocker: " + string.Concat(message.Select(c => char.IsControl(c) ? '?' : c)));
}
