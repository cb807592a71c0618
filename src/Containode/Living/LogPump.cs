using Containode.Terminals;
using Tmds.Linux;

namespace Containode.Living;

/// <summary>A pump into a log, which takes everything at once.</summary>
/// <param name="source">What is read.</param>
/// <param name="stream">The standard stream that it stands for.</param>
/// <param name="log">The log; stays the caller's.</param>
internal sealed class LogPump(int source, int stream, LogFile log) : Pump(false, source, sink: -1)
{
    private readonly string _name = stream == LibC.STDERR_FILENO ? "stderr" : "stdout";

    /// <inheritdoc/>
    protected override int Write(ReadOnlySpan<byte> bytes)
    {
        log.Append(_name, bytes);
        return bytes.Length;
    }
}
