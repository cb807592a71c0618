using System.Text;

namespace Containet.Mpps.Report;

/// <summary>A table of text: the first column to the left, the others to the right, as wide as they must be.</summary>
internal sealed class TextTable
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row; rows may have different lengths.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>The table, each line indented.</summary>
    public string Format(string indent)
    {
        int columns = _rows.Max(r => r.Length);
        int[] widths = [.. Enumerable.Range(0, columns).Select(c => _rows.Max(r => c < r.Length ? r[c].Length : 0))];
        var text = new StringBuilder();
        foreach (string[] row in _rows)
        {
            var line = new StringBuilder(indent);
            for (int c = 0; c < row.Length; c++)
            {
                // What stands in the last column alone may be a sentence.
                line.Append(c == 0 ? row[c].PadRight(widths[c]) : "  " + (row.Length < columns && c == row.Length - 1 ? row[c] : row[c].PadLeft(widths[c])));
            }

            text.AppendLine(line.ToString().TrimEnd());
        }

        return text.ToString();
    }
}
