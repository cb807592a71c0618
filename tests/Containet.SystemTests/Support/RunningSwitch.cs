using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tmds.Linux;
using Xunit;

namespace Containet.SystemTests.Support;

/// <summary>
/// The published switch on a socket in a directory of its own. Asked through the published containetctl; ended, and
/// its directory removed, with this. A switch that has died meanwhile, or does not end with status 0, fails the test.
/// </summary>
internal sealed partial class RunningSwitch : IDisposable
{
    private readonly List<string> _log = [];
    private readonly string _program;
    private readonly string[] _options;
    private Process _process;

    private RunningSwitch(string program, string[] options)
    {
        (_program, _options) = (program, options);
        Directory = System.IO.Directory.CreateTempSubdirectory("containet").FullName;
        _process = Launch();
    }

    /// <summary>Where the socket is, with nothing else of the switch's in it. The test may put things there.</summary>
    public string Directory { get; }

    public string SocketPath => $"{Directory}/s";

    public int Pid => _process.Id;

    /// <summary>The lines of its log so far, without their times.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_log)
            {
                return [.. _log];
            }
        }
    }

    /// <summary>
    /// Starts a switch whose ports stay on the worker that they join at, in turn; skips the test where the kernel does not let
    /// anybody have the engine.
    /// </summary>
    /// <param name="engine">As on the command line.</param>
    /// <param name="workers">How many.</param>
    public static RunningSwitch Start(string engine = "auto", int workers = 2)
    {
        if (engine.StartsWith("io_uring", StringComparison.Ordinal))
        {
            Root.IoUringRequired();
        }

        return Start("--engine", engine, "--workers", $"{workers}", "--placement", "fixed");
    }

    /// <summary>Starts a switch with any options beside its socket.</summary>
    public static RunningSwitch Start(params string[] options)
    {
        var started = new RunningSwitch(Programs.Containet(), options);
        started.AwaitReady();
        return started;
    }

    /// <summary>Ends it as a crash would, and starts another on the same socket, with a log of its own.</summary>
    public void CrashAndStartAgain()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        lock (_log)
        {
            _log.Clear();
        }

        _process = Launch();
        AwaitReady();
    }

    /// <summary>Whether a line of the log has this text.</summary>
    public bool Says(string text) => Log.Any(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>What containetctl prints with --json: the entries of the list.</summary>
    public IReadOnlyList<JsonElement> Ask(string verb)
    {
        string reply = Command.Check(Programs.Containetctl(), "-s", SocketPath, verb, "--json");
        using JsonDocument document = JsonDocument.Parse(reply);
        return [.. document.RootElement.GetProperty(verb).EnumerateArray().Select(entry => entry.Clone())];
    }

    /// <summary>Has containetctl change something, which must succeed without a word.</summary>
    public void Control(params string[] arguments) =>
        Assert.Equal("", Command.Check(Programs.Containetctl(), ["-s", SocketPath, .. arguments]));

    /// <summary>The nodes that have ports, a name for each port, in order.</summary>
    public IReadOnlyList<string> Nodes() => [.. Ask("ports").Select(port => port.GetProperty("node").GetString()!).Order(StringComparer.Ordinal)];

    /// <summary>Frames dropped so far, whatever the reason.</summary>
    public long Drops() => Ask("workers").Sum(worker => worker.GetProperty("drops").GetInt64());

    /// <summary>Waits until the node has no port.</summary>
    public void AwaitLeave(string node) => Launches.Eventually(() => !Nodes().Contains(node), $"the port of {node} goes away");

    /// <summary>
    /// What it holds open, one line each, without what differs between equals: its descriptors, and the files registered with
    /// its rings, which need no descriptor and hold a tap, and so a network namespace, just as well.
    /// </summary>
    public IReadOnlyList<string> OpenFiles() =>
        [.. System.IO.Directory.EnumerateFiles($"/proc/{Pid}/fd").SelectMany(Describe).Order(StringComparer.Ordinal)];

    /// <summary>Waits for it to end; null if it does not within 10 s.</summary>
    public int? AwaitEnd() => _process.WaitForExit(TimeSpan.FromSeconds(10)) ? _process.ExitCode : null;

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            LibC.kill(Pid, LibC.SIGTERM);
        }

        int? status = AwaitEnd();
        if (status is null)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
        if (status != 0)
        {
            throw new InvalidOperationException($"containet ended with status {status?.ToString() ?? "none"}:\n{string.Join('\n', Log)}");
        }
    }

    private Process Launch()
    {
        Process process = Command.Start(_program, ["-s", SocketPath, .. _options]);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginErrorReadLine();
        return process;
    }

    private void AwaitReady()
    {
        Launches.Eventually(() => _process.HasExited || Says("ready on"), "the switch is ready");
        if (_process.HasExited)
        {
            string log = string.Join('\n', Log);
            System.IO.Directory.Delete(Directory, recursive: true);
            throw new InvalidOperationException($"containet did not start: {log}");
        }
    }

    private void Add(string? line)
    {
        if (line is not null)
        {
            lock (_log)
            {
                _log.Add(line.Length > 25 && line[23] == 'Z' ? line[25..] : line);
            }
        }
    }

    private IEnumerable<string> Describe(string descriptor)
    {
        string target = new FileInfo(descriptor).LinkTarget ?? "closed";
        string[] registered = target != "anon_inode:[io_uring]" ? []
            : [.. File.ReadAllLines($"/proc/{Pid}/fdinfo/{Path.GetFileName(descriptor)}").Where(line => RegisteredFile().IsMatch(line))];
        return [target.Split('[')[0], .. registered.Select(line => $"registered {line.Split(": ")[1]}")];
    }

    // As io_uring_show_fdinfo of the kernel prints it: "    1: /dev/net/tun".
    [GeneratedRegex(@"^ *\d+: /")]
    private static partial Regex RegisteredFile();
}
