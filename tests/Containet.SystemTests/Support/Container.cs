using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Containet.SystemTests.Support;

/// <summary>
/// A running container whose program is a shell: what a test types into it runs inside. Ended with this, by force if it
/// has to be. One thread's at a time.
/// </summary>
internal sealed class Container : IDisposable
{
    private const string Mark = "=status ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private Container(Process launcher) => Launcher = launcher;

    /// <summary>containode.</summary>
    public Process Launcher { get; }

    /// <summary>The container's first process.</summary>
    public int First { get; private set; }

    /// <summary>Starts a container with the given options of containode; returns when its shell answers.</summary>
    public static Container Start(params string[] options)
    {
        Container started = Begin(options);
        started.AwaitStart();
        return started;
    }

    /// <summary>Starts a container without waiting for it. It may change its own network, as most tests have it do.</summary>
    public static Container Begin(params string[] options) =>
        new(Command.Start(
            Programs.Containode(), [.. options.Contains("--privileged") ? Array.Empty<string>() : ["--cap-add", "NET_ADMIN"], .. options, "/bin/sh"]));

    /// <summary>Waits until the shell answers.</summary>
    public void AwaitStart()
    {
        Do(":");
        First = Launches.ChildOf(Launcher.Id);
    }

    /// <summary>Runs a script inside, which must succeed.</summary>
    /// <returns>What it printed on either output.</returns>
    public string Check(string script)
    {
        CommandResult result = Do(script);
        Assert.True(result.Status == 0, $"{script}: status {result.Status}\n{result.Output}");
        return result.Output;
    }

    /// <summary>Runs a script inside.</summary>
    public CommandResult Do(string script)
    {
        Type(script);
        return Answer(script);
    }

    /// <summary>Begins a script inside; what becomes of it is <see cref="Answer"/>'s.</summary>
    public void Type(string script)
    {
        Launcher.StandardInput.Write($"{{ {script}\n}} 2>&1 </dev/null\necho \"{Mark}$?\"\n");
        Launcher.StandardInput.Flush();
    }

    /// <summary>Waits for what was typed.</summary>
    public CommandResult Answer(string script)
    {
        var output = new System.Text.StringBuilder();
        while (true)
        {
            Task<string?> reading = Launcher.StandardOutput.ReadLineAsync();
            Assert.True(reading.Wait(Patience), $"no end within {Patience.TotalSeconds} s: {script}\n{output}");
            if (reading.Result is not { } line)
            {
                throw new InvalidOperationException($"the container has ended: {Launcher.StandardError.ReadToEnd()}");
            }

            if (line.StartsWith(Mark, StringComparison.Ordinal))
            {
                return new CommandResult(int.Parse(line[Mark.Length..], CultureInfo.InvariantCulture), output.ToString(), "");
            }

            output.Append(line).Append('\n');
        }
    }

    /// <summary>Pings an address, which must answer every time.</summary>
    public void Ping(string address, int count = 2, int size = 56) =>
        Check($"ping -n -q -c {count} -i 0.05 -W 3 -s {size} {address}");

    /// <summary>Has the shell exit.</summary>
    /// <returns>The launcher's status.</returns>
    public int Exit(int status = 0)
    {
        Launcher.StandardInput.Write($"exit {status}\n");
        Launcher.StandardInput.Close();
        return AwaitEnd();
    }

    /// <summary>Waits for the launcher to end.</summary>
    /// <returns>Its status.</returns>
    public int AwaitEnd()
    {
        Assert.True(Launcher.WaitForExit(Patience), $"containode does not end within {Patience.TotalSeconds} s");
        return Launcher.ExitCode;
    }

    public void Dispose()
    {
        if (!Launcher.HasExited)
        {
            Launches.Signal(Launcher.Id, Tmds.Linux.LibC.SIGTERM);
            if (!Launcher.WaitForExit(TimeSpan.FromSeconds(3)))
            {
                Launcher.Kill();
                Launcher.WaitForExit();
            }
        }

        Launcher.Dispose();
    }
}
