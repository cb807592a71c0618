using Spectre.Console;
using Spectre.Console.Rendering;

namespace Containetctl;

/// <summary>Where answers are shown: a terminal, or whatever the output was sent to.</summary>
/// <param name="output">Where to write.</param>
/// <param name="isTerminal">Whether headings may stand out; elsewhere there is nothing but text.</param>
internal sealed class Terminal(TextWriter output, bool isTerminal)
{
    /// <summary>Columns at which rows would be folded: never. One row is one line, which a narrow terminal wraps as it likes.</summary>
    private const int Unfolded = 10_000;

    /// <summary>The output itself.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>The program's standard output.</summary>
    public static Terminal Open()
    {
        bool isCapable = Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } and not "dumb";
        return new Terminal(Console.Out, isCapable && !Console.IsOutputRedirected);
    }

    /// <summary>Shows a table, with nothing after the last word of a line.</summary>
    public void Draw(IRenderable table)
    {
        var drawn = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(drawn),
        });
        console.Profile.Width = Unfolded;
        console.Write(table);
        foreach (string line in drawn.ToString().TrimEnd().Split('\n'))
        {
            Output.WriteLine(line.TrimEnd());
        }
    }
}
