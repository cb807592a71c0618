using System.Diagnostics;
using System.Globalization;
using Containet.Mpps.Method;

namespace Containet.Mpps.Report;

/// <summary>
/// Tells on standard error how far the run is: on a terminal by one line that is written over, with the time left; elsewhere by
/// a line for each measurement.
/// </summary>
internal sealed class TerminalProgress : IProgressSink
{
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private readonly long _since = Stopwatch.GetTimestamp();
    private string _step = "";
    private string _last = "";

    public void Begin(int done, int steps, string what)
    {
        double left = done == 0 ? 0 : Stopwatch.GetElapsedTime(_since).TotalSeconds / done * (steps - done);
        _step = string.Create(
            CultureInfo.InvariantCulture, $"{100 * done / steps,3}%{(done == 0 ? "" : $" {left:0} s left")}  {what}");
        if (_terminal)
        {
            Write($"{_step} …   {_last}");
        }
    }

    public void End(Sample sample, string unit)
    {
        string result = sample.Value is { } value
            ? string.Create(CultureInfo.InvariantCulture, $"{value:0.###} {unit}")
            : sample.Inapplicable is not null ? "-" : $"FAILED: {sample.Failure}";
        _last = $"({sample.Metric} {sample.Target}: {result})";
        if (!_terminal)
        {
            Console.Error.WriteLine($"{_step}: {result}");
        }
    }

    /// <summary>Leaves a clean line.</summary>
    public void Done()
    {
        if (_terminal)
        {
            Write("");
        }
    }

    private static void Write(string text)
    {
        int width = Math.Max(20, Console.WindowWidth - 1);
        Console.Error.Write($"\r{(text.Length > width ? text[..width] : text.PadRight(width))}{(text.Length == 0 ? "\r" : "")}");
    }
}
