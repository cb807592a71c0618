namespace Containode.Options;

/// <summary>The command line asks for something that cannot be: the message says what, in one line.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="usage">How it is called; null for the launch itself.</param>
internal sealed class UsageException(string message, string? usage = null) : Exception(message)
{
    /// <summary>The line that says how it is called.</summary>
    public string Usage => usage ?? CommandLine.Usage;
}
