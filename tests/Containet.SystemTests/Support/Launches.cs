using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace Containet.SystemTests.Support;

/// <summary>Launches of containode, and what a test asks of the machine about them.</summary>
internal static partial class Launches
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Runs a container to its end.</summary>
    public static CommandResult Run(params string[] arguments) => Command.Run(Programs.Containode(), arguments);

    /// <summary>Runs a container that must end with status 0.</summary>
    /// <returns>What the program printed.</returns>
    public static string Check(params string[] arguments) => Command.Check(Programs.Containode(), arguments);

    /// <summary>Starts a container whose program prints a line once it runs, and waits for that line.</summary>
    public static (Process Launcher, string Line) Start(params string[] arguments)
    {
        Process launcher = Command.Start(Programs.Containode(), arguments);
        string? line = launcher.StandardOutput.ReadLine();
        return line is not null ? (launcher, line) : throw new InvalidOperationException(launcher.StandardError.ReadToEnd());
    }

    /// <summary>Sends a signal to a process.</summary>
    public static void Signal(int pid, int signal) => Assert.Equal(0, kill(pid, signal));

    /// <summary>The only child of a process: of a launcher, the container's first process.</summary>
    public static int ChildOf(int pid) =>
        int.Parse(File.ReadAllText($"/proc/{pid}/task/{pid}/children").Trim(), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The processes that are in a namespace, by its link text as in <c>net:[4026531840]</c>.</summary>
    public static IReadOnlyList<int> ProcessesIn(string kind, string ns) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), out int pid) ? pid : 0)
            .Where(pid => pid > 0 && NamespaceOf(pid, kind) == ns),
    ];

    /// <summary>The namespace of a process; null if it has ended.</summary>
    public static string? NamespaceOf(int pid, string kind)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/ns/{kind}").LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The processes whose command line or environment has a text, such as an identity.</summary>
    public static IReadOnlyList<int> ProcessesOf(string text) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), out int pid) ? pid : 0)
            .Where(pid => pid > 0 && (Has($"/proc/{pid}/cmdline", text) || Has($"/proc/{pid}/environ", text))),
    ];

    /// <summary>Waits for something to come true: long enough for a machine that is busy with something else.</summary>
    public static void Eventually(Func<bool> condition, string what)
    {
        var since = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(since.Elapsed < Limit, $"not within {Limit.TotalSeconds} s: {what}");
            Thread.Sleep(5);
        }
    }

    // What has ended meanwhile has nothing.
    private static bool Has(string path, string text)
    {
        try
        {
            return File.ReadAllText(path).Contains(text, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
