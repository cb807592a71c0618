namespace Mocker;

/// <summary>A command line that asks for something impossible: one line, status 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
