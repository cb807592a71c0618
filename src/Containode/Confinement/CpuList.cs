using System.Globalization;
using System.Text.Json.Serialization;
using Containode.Options;

namespace Containode.Confinement;

/// <summary>A set of processors, as in <c>0-3,8</c> (cpuset(7), list format).</summary>
[JsonConverter(typeof(CpuListJson))]
internal sealed class CpuList
{
    private const int MaxCpus = 8192; // CONFIG_NR_CPUS goes no higher
    private const int BitsPerWord = 64;

    private readonly ulong[] _set;

    private CpuList(string text, ulong[] set)
    {
        Text = text;
        _set = set;
    }

    /// <summary>The list as it was written.</summary>
    public string Text { get; }

    /// <summary>Bit N of word M: processor 64 M + N.</summary>
    public ReadOnlySpan<ulong> Set => _set;

    /// <summary>Reads a list.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static CpuList Parse(string text)
    {
        var cpus = new SortedSet<int>();
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !TryParse(ends[0], out int first) || !TryParse(ends[^1], out int last) || last < first)
            {
                throw new UsageException($"--cpuset {text}: must be processors as in 0-3,8, numbered up to {MaxCpus - 1}");
            }

            cpus.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        ulong[] set = new ulong[(cpus.Max / BitsPerWord) + 1];
        foreach (int cpu in cpus)
        {
            set[cpu / BitsPerWord] |= 1UL << (cpu % BitsPerWord);
        }

        return new CpuList(text, set);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static bool TryParse(string text, out int cpu) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out cpu) && cpu < MaxCpus;
}
