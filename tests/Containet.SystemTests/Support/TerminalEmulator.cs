using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Containet.SystemTests.Support;

/// <summary>
/// A person's terminal: a tmux of its own with one window, in which a shell runs. Keys are typed into it, and its screen is
/// read as the person sees it.
/// </summary>
internal sealed class TerminalEmulator : IDisposable
{
    /// <summary>The shell's prompt.</summary>
    public const string Prompt = "outside> ";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly string _directory = Directory.CreateTempSubdirectory("tmux").FullName;

    public TerminalEmulator(int columns = 80, int rows = 24)
    {
        Root.Required();
        Skip.IfNot(File.Exists("/usr/bin/tmux"), "needs tmux (tools/setup installs it)");
        Tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", Text(columns), "-y", Text(rows),
            "env", "-i", "TERM=screen", $"PS1={Prompt}", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "bash", "--norc");
        try
        {
            WaitForPrompt();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The screen, as lines without what is blank at their ends.</summary>
    public string Screen => Tmux("capture-pane", "-p");

    /// <summary>The shell's process.</summary>
    public int Shell => int.Parse(Tmux("display-message", "-p", "#{pane_pid}"), CultureInfo.InvariantCulture);

    /// <summary>Types a line and the return key.</summary>
    public void Type(string line)
    {
        Tmux("send-keys", "-l", line);
        Press("Enter");
    }

    /// <summary>Presses a key by tmux's name for it, as in <c>C-c</c>.</summary>
    public void Press(string key) => Tmux("send-keys", key);

    /// <summary>Changes the window's size.</summary>
    public void Resize(int columns, int rows) => Tmux("resize-window", "-x", Text(columns), "-y", Text(rows));

    /// <summary>Forgets what has been shown so far.</summary>
    public void Clear()
    {
        Tmux("send-keys", "-R");
        Tmux("clear-history");
    }

    /// <summary>Waits until the screen shows a text.</summary>
    public void WaitFor(string text) => WaitUntil(screen => screen.Contains(text, StringComparison.Ordinal), text);

    /// <summary>Waits until the screen shows a line that is a text.</summary>
    public void WaitForLine(string line) => WaitUntil(screen => screen.Split('\n').Any(shown => shown.TrimEnd() == line), line);

    /// <summary>Waits until the prompt is the last that is shown.</summary>
    public void WaitForPrompt(string prompt = Prompt) =>
        WaitUntil(screen => screen.TrimEnd().EndsWith(prompt.TrimEnd(), StringComparison.Ordinal), prompt);

    /// <inheritdoc/>
    public void Dispose()
    {
        Command.Run("tmux", "-S", $"{_directory}/socket", "kill-server");
        Directory.Delete(_directory, recursive: true);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void WaitUntil(Func<string, bool> condition, string what)
    {
        var since = Stopwatch.StartNew();
        while (Screen is var screen && !condition(screen))
        {
            Assert.True(since.Elapsed < Limit, $"not within {Limit.TotalSeconds} s: '{what}' on the screen:\n{screen}");
            Thread.Sleep(20);
        }
    }

    private string Tmux(params string[] arguments) => Command.Check("tmux", ["-S", $"{_directory}/socket", .. arguments]);
}
