using System.Diagnostics;
using System.Text.Json;
using Containet.Linux;
using Tmds.Linux;
using Xunit;

namespace Containet.SystemTests.Support;

/// <summary>
/// The published switch on a socket in a directory of its own. Asked through the published containetctl; ended, and
/// its directory removed, with this. A switch that has died meanwhile, or does not end with status 0, fails the test.
/// </summary>
internal sealed class RunningSwitch : IDisposable
{
    private readonly List<string> _log = [];
    private readonly Process _process;

    private RunningSwitch(string program, string[] options)
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("containet").FullName;
        _process = Command.Start(program, ["-s", SocketPath, .. options]);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.BeginErrorReadLine();
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

    /// <summary>Starts a switch; skips the test where the kernel does not let anybody have the engine.</summary>
    /// <param name="engine">As on the command line.</param>
    /// <param name="workers">How many.</param>
    public static RunningSwitch Start(string engine = "auto", int workers = 2)
    {
        if (engine == "io_uring")
        {
            NeedsIoUring();
        }

        return Start("--engine", engine, "--workers", $"{workers}");
    }

    /// <summary>Starts a switch with any options beside its socket.</summary>
    public static RunningSwitch Start(params string[] options)
    {
        var started = new RunningSwitch(Programs.Containet(), options);
        Launches.Eventually(() => started._process.HasExited || started.Says("ready on"), "the switch is ready");
        return !started._process.HasExited ? started : throw new InvalidOperationException($"containet: {string.Join('\n', started.Log)}");
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

    /// <summary>The nodes that have ports, a name for each port, in order.</summary>
    public IReadOnlyList<string> Nodes() => [.. Ask("ports").Select(port => port.GetProperty("node").GetString()!).Order(StringComparer.Ordinal)];

    /// <summary>Frames dropped so far, whatever the reason.</summary>
    public long Drops() => Ask("workers").Sum(worker => worker.GetProperty("drops").GetInt64());

    /// <summary>Waits until the node has no port.</summary>
    public void AwaitLeave(string node) => Launches.Eventually(() => !Nodes().Contains(node), $"the port of {node} goes away");

    /// <summary>What its descriptors are, one line each, without what differs between equals.</summary>
    public IReadOnlyList<string> Descriptors() =>
    [
        .. System.IO.Directory.EnumerateFiles($"/proc/{Pid}/fd")
            .Select(path => new FileInfo(path).LinkTarget?.Split('[')[0] ?? "closed")
            .Order(StringComparer.Ordinal),
    ];

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

    // Asked of the kernel, not of the switch, which must then be able to.
    private static void NeedsIoUring()
    {
        try
        {
            new IoUring(8, 8).Dispose();
        }
        catch (LinuxException refused)
        {
            Skip.If(refused.Errno == LibC.EPERM || refused.Errno == LibC.ENOSYS, $"the kernel refuses io_uring: {refused.Message}");
            throw;
        }
    }
}
