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

    /// <summary>The next rounder number, for the end of an axis.</summary>
    public static double RoundUp(double value)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return new[] { 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10 }.Select(f => f * unit).First(f => f >= value * 0.9999);
    }
}
