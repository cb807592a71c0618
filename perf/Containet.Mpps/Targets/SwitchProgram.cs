using System.Diagnostics;
using Containet.Mpps.Kernel;

namespace Containet.Mpps.Targets;

/// <summary>
/// A program that does a target's switching: what it says on standard error is read all the time, so that it never waits for a
/// reader, and its last words are kept for the report of a failure. Ended with this object.
/// </summary>
internal sealed class SwitchProgram : IDisposable
{
    private const int Kept = 40; // a stack and what caused it
    private readonly Process _process;
    private readonly Queue<string> _lines = new();

    /// <summary>Takes a program over, its streams piped and none of them read yet.</summary>
    public SwitchProgram(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>The program.</summary>
    public Process Process => _process;

    /// <summary>Of what it said last, what tells most: what it threw, or the complaint before a usage, or else the last line.</summary>
    public string LastWords
    {
        get
        {
            lock (_lines)
            {
                return _lines.FirstOrDefault(l => l.Contains("exception", StringComparison.OrdinalIgnoreCase))
                    ?? (_lines.Any(l => l.StartsWith("Usage:", StringComparison.OrdinalIgnoreCase)) ? _lines.First() : _lines.LastOrDefault(""));
            }
        }
    }

    /// <summary>Why it does not run any more; null if it does.</summary>
    public string? Ended()
    {
        if (!_process.HasExited)
        {
            return null;
        }

        _process.WaitForExit(); // Until all that it said has been read.
        return $"its program ended with status {_process.ExitCode}{(LastWords.Length > 0 ? $": {LastWords}" : "")}";
    }

    /// <inheritdoc/>
    public void Dispose() => Programs.End(_process);

    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        lock (_lines)
        {
            _lines.Enqueue(line.Trim());
            if (_lines.Count > Kept)
            {
                _lines.Dequeue();
            }
        }
    }
}
