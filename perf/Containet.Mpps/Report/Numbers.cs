using System.Globalization;

namespace Containet.Mpps.Report;

/// <summary>Numbers for people.</summary>
internal static class Numbers
{
    /// <summary>Three digits that say something, whatever the size.</summary>
    public static string Format(double value)
    {
        double size = Math.Abs(value);
        string format = size switch
        {
            0 => "0",
            >= 100 => "0",
            >= 10 => "0.0",
            >= 1 => "0.00",
            _ => "0.000",
        };
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>The marks of an axis from 0 to the first that reaches a value: a few, at round numbers.</summary>
    /// <param name="most">The largest value, above 0.</param>
    public static IReadOnlyList<double> Axis(double most)
    {
        const int Most = 6;
        double unit = Math.Pow(10, Math.Floor(Math.Log10(most)) - 1);
        double step = new[] { 1, 2, 2.5, 5, 10, 20, 25 }.Select(f => f * unit).First(s => s * Most >= most * 0.9999);
        int count = (int)Math.Ceiling(most / step * 0.9999);
        return [.. Enumerable.Range(0, count + 1).Select(i => i * step)];
    }
}
