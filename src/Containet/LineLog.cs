using System.Globalization;

namespace Containet;

/// <summary>One line an event, each with its time in UTC.</summary>
internal sealed class LineLog(TextWriter output, TimeProvider clock)
{
    /// <summary>Writes a line. What is written by others in it has no control characters: control sees to that.</summary>
    public void Write(string line)
    {
        string time = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        try
        {
            output.WriteLine($"{time} {line}");
        }
        catch (IOException)
        {
            // Nobody reads the log any more. The switch goes on.
        }
    }
}
