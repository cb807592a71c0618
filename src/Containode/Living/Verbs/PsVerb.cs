using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Containode.Options;

namespace Containode.Living.Verbs;

/// <summary><c>containode ps</c>: the containers there are, as a table or as JSON.</summary>
internal static class PsVerb
{
    private const int MaxProgramWidth = 60;

    public static int Run(IReadOnlyList<string> arguments)
    {
        var all = new Option<bool>("--all", "-a") { Description = "also those that have ended" };
        var json = new Option<bool>("--json") { Description = "as a JSON array" };
        Option<string> state = Verb.StateOption();
        var line = new VerbLine("containode ps [-a] [--json] [--state DIR]", "Lists containers.", all, json, state);
        if (!line.Parse(arguments))
        {
            return 0;
        }

        if (line.Operands.Count > 0)
        {
            throw line.Wrong($"{line.Operands[0]}: ps takes no operand");
        }

        StateDirectory directory = StateDirectory.Open(line.Value(state));
        Sweep(directory);
        ContainerReport[] reports = [.. directory.List().Where(record => line.Value(all) || !record.HasEnded).Select(ContainerReport.Of)];
        StandardOutput.Print(line.Value(json)
            ? JsonSerializer.Serialize(reports, StateJson.Default.IReadOnlyListContainerReport) + "\n"
            : Table(reports));
        return 0;
    }

    // What a launcher that was killed could not remove itself.
    private static void Sweep(StateDirectory directory)
    {
        using Containet.Linux.Fd changing = directory.Lock();
        foreach (ContainerRecord record in directory.List())
        {
            if (record.HasEnded && record.State is not { Kept: true })
            {
                directory.Remove(record.Identity);
            }
        }
    }

    private static string Table(IReadOnlyList<ContainerReport> reports)
    {
        string[][] rows =
        [
            ["ID", "STATUS", "PID", "STARTED", "PROGRAM"],
            .. reports.Select(report => new[]
            {
                report.Id,
                report.ExitStatus is { } exit ? $"{report.Status} {exit.ToString(CultureInfo.InvariantCulture)}" : report.Status,
                report.Pid?.ToString(CultureInfo.InvariantCulture) ?? "-",
                report.Created?.LocalDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-",
                Shorten(string.Join(' ', report.Program)),
            }),
        ];
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        var table = new StringBuilder();
        foreach (string[] row in rows)
        {
            table.Append(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()).Append('\n');
        }

        return table.ToString();
    }

    // A program's arguments may be anything, such as what would move the terminal's cursor.
    private static string Shorten(string text)
    {
        string plain = string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
        return plain.Length <= MaxProgramWidth ? plain : plain[..(MaxProgramWidth - 1)] + "…";
    }
}
