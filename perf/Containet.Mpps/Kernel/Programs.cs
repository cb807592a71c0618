using System.Diagnostics;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Mpps.Kernel;

/// <summary>Finding, starting and ending other programs.</summary>
internal static class Programs
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>This executable, for the load programs.</summary>
    public static string Self { get; } = FindSelf();

    /// <summary>Where a program is, or null: PATH and the administrator's folders, which are not on everybody's.</summary>
    public static string? Find(string name)
    {
        string path = Environment.GetEnvironmentVariable("PATH") + ":/usr/local/sbin:/usr/sbin:/sbin";
        return path.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(d => Path.Combine(d, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>Starts a program with its three streams piped, in the calling thread's network namespace.</summary>
    /// <exception cref="ProgramException">It could not be started.</exception>
    public static Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Find(program) ?? program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start) ?? throw new ProgramException($"{program} did not start");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ProgramException($"start {program}: {e.Message}");
        }
    }

    /// <summary>Gives a program its input and waits for its end.</summary>
    /// <returns>What it printed.</returns>
    /// <param name="process">The program.</param>
    /// <param name="what">What it is, for a complaint.</param>
    /// <param name="input">What it is to read; null for nothing.</param>
    /// <param name="limit">How long it may run; a minute if left out.</param>
    /// <exception cref="ProgramException">Its status is not 0, or it runs too long.</exception>
    public static string Finish(Process process, string what, string? input, TimeSpan? limit = null)
    {
        TimeSpan longest = limit ?? Limit;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            process.StandardInput.Write(input);
        }

        process.StandardInput.Close();
        if (!process.WaitForExit(longest))
        {
            End(process);
            throw new ProgramException($"{what}: ran longer than {longest.TotalSeconds} s");
        }

        return process.ExitCode == 0
            ? output.Result
            : throw new ProgramException($"{what}: status {process.ExitCode}: {OneLine(error.Result + output.Result)}");
    }

    /// <summary>Ends a program: asks, waits a little, insists. One that has ended already is no error.</summary>
    public static void End(Process process)
    {
        if (!process.HasExited)
        {
            LibC.kill(process.Id, LibC.SIGTERM);
            if (!process.WaitForExit(Patience))
            {
                process.Kill();
                process.WaitForExit();
            }
        }

        process.Dispose();
    }

    /// <summary>What a program said, on one line.</summary>
    public static string OneLine(string text) =>
        string.Join(" / ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(4));

    private static string FindSelf()
    {
        string beside = Path.Combine(AppContext.BaseDirectory, "containet-mpps");
        return File.Exists(beside) ? beside : Environment.ProcessPath ?? throw new LinuxException(LibC.ENOENT, "find", beside);
    }
}
