using System.Globalization;

namespace Containet.Mpps.Loads;

/// <summary>The options of a load program, <c>--name value</c>; the harness writes them, so a mistake is the harness's.</summary>
internal sealed class LoadOptions
{
    private readonly Dictionary<string, string> _values = [];

    public LoadOptions(ReadOnlySpan<string> arguments)
    {
        for (int i = 0; i + 1 < arguments.Length; i += 2)
        {
            _values[arguments[i].TrimStart('-')] = arguments[i + 1];
        }
    }

    /// <summary>An option that is text.</summary>
    /// <exception cref="ArgumentException">It is left out and has no default.</exception>
    public string Text(string name, string? usual = null) =>
        _values.GetValueOrDefault(name) ?? usual ?? throw new ArgumentException($"--{name} is missing");

    /// <summary>An option that is a whole number.</summary>
    public long Number(string name, long? usual = null) =>
        long.Parse(Text(name, usual?.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    /// <summary>An option that is a number.</summary>
    public double Real(string name) => double.Parse(Text(name), CultureInfo.InvariantCulture);
}
