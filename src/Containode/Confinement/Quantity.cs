using System.Globalization;

namespace Containode.Confinement;

/// <summary>Numbers as options have them: digits, and for sizes perhaps <c>k</c>, <c>m</c>, <c>g</c> or <c>t</c>, powers of 1024.</summary>
internal static class Quantity
{
    private const string Units = "kmgt";
    private const int BitsPerUnit = 10;

    /// <summary>Reads a size.</summary>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out ulong value)
    {
        int unit = text.Length == 0 ? -1 : Units.IndexOf(char.ToLowerInvariant(text[^1]));
        ReadOnlySpan<char> digits = unit < 0 ? text : text[..^1];
        int shift = (unit + 1) * BitsPerUnit;
        if (!ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value) || value > ulong.MaxValue >> shift)
        {
            return false;
        }

        value <<= shift;
        return true;
    }
}
