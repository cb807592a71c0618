using System.Diagnostics;
using Xunit;

namespace Containet.SystemTests.Support;

/// <summary>What became of a program.</summary>
internal sealed record CommandResult(int Status, string Output, string Error);

/// <summary>Runs programs to their end, with a limit of time.</summary>
internal static class Command
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Runs a program, which inherits the calling thread's network namespace.</summary>
    public static CommandResult Run(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} ran longer than {Limit.TotalSeconds} s");
        }

        return new CommandResult(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Runs a program that must succeed.</summary>
    /// <returns>What it printed.</returns>
    public static string Check(string program, params string[] arguments)
    {
        CommandResult result = Run(program, arguments);
        Assert.True(
            result.Status == 0, $"{program} {string.Join(' ', arguments)}: status {result.Status}\n{result.Output}\n{result.Error}");
        return result.Output;
    }

    /// <summary>Starts a program with its output piped.</summary>
    public static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }
}
