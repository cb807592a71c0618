using System.Diagnostics;
using Containet.Mpps.Kernel;

namespace Containet.Mpps.Targets;

/// <summary>
/// A program that does a target's switching: what it says on standard error is read all the time, so that it never waits for a
/// reader, and its last words are kept for the report of a failure. Ended with this object.
/// </summary>
internal sealed class SwitchProgram : IDisposable
{
    private const int Kept = 2;
    private readonly Process _process;
    private readonly Queue<string> _lines = new();
    private string? _first;

    /// <summary>Takes a program over, its streams piped and none of them read yet.</summary>
    public SwitchProgram(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>The program.</summary>
    public Process Process => _process;

    /// <summary>The first and the last that it said, on one line; empty if it was silent.</summary>
    public string LastWords
    {
        get
        {
            lock (_lines)
            {
                return string.Join(" / ", _first is null ? [] : _lines.Prepend(_first).Distinct());
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
            // A program that does not like its options says so first, and then how it is used.
            _first ??= line.Trim();
            _lines.Enqueue(line.Trim());
            if (_lines.Count > Kept)
            {
                _lines.Dequeue();
            }
        }
    }
}
