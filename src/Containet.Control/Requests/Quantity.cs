using System.Globalization;

namespace Containet.Control;

/// <summary>Amounts as people write them: a number and a unit. A unit is needed where there is more than one.</summary>
public static class Quantity
{
    private static readonly (string Unit, double Factor)[] Times = [("ns", 1), ("us", 1e3), ("ms", 1e6), ("s", 1e9)];
    private static readonly (string Unit, double Factor)[] Rates = [("kbit", 1e3), ("mbit", 1e6), ("gbit", 1e9), ("bit", 1)];
    private static readonly (string Unit, double Factor)[] Sizes = [("k", 1024), ("m", 1024 * 1024), ("", 1)];
    private static readonly (string Unit, double Factor)[] Parts = [("%", 0.01), ("", 1)];

    /// <summary>A time, <c>20ms</c>, in nanoseconds.</summary>
    public static bool TryTime(string text, out long nanoseconds) => TryWhole(text, Times, out nanoseconds);

    /// <summary>A rate, <c>10mbit</c>, in bits a second.</summary>
    public static bool TryRate(string text, out long bitsPerSecond) => TryWhole(text, Rates, out bitsPerSecond);

    /// <summary>A size, <c>64k</c>, in bytes.</summary>
    public static bool TrySize(string text, out long bytes) => TryWhole(text, Sizes, out bytes);

    /// <summary>A part of all, <c>1%</c> or <c>0.01</c>.</summary>
    public static bool TryPart(string text, out double part) => TryNumber(text, Parts, out part) && part <= 1;

    private static bool TryWhole(string text, (string Unit, double Factor)[] units, out long value)
    {
        bool valid = TryNumber(text, units, out double number) && number < 1e15;
        value = valid ? (long)Math.Round(number) : 0;
        return valid;
    }

    private static bool TryNumber(string text, (string Unit, double Factor)[] units, out double value)
    {
        foreach ((string unit, double factor) in units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value))
            {
                value *= factor;
                return true;
            }
        }

        value = 0;
        return false;
    }
}
