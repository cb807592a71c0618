using System.Diagnostics;
using System.Text.Json;
using Containode.Running;

namespace Containode.Oci;

/// <summary>Runs the programs that a bundle names for the points of a container's life, in the runtime's own namespaces.</summary>
internal static class Hooks
{
    /// <summary>Runs hooks one after another, each given the state on its standard input.</summary>
    /// <param name="kind">Which point it is, for the error.</param>
    /// <param name="hooks">The hooks.</param>
    /// <param name="state">The container's state.</param>
    /// <exception cref="LaunchException">One failed, or did not end in its time.</exception>
    public static void Run(string kind, IReadOnlyList<BundleHook>? hooks, OciState state)
    {
        foreach (BundleHook hook in hooks ?? [])
        {
            Run(kind, hook, state);
        }
    }

    /// <summary>What cannot be carried out: hooks that run inside the container.</summary>
    /// <exception cref="LaunchException">There are such hooks.</exception>
    public static void Check(BundleHooks? hooks)
    {
        if (hooks?.CreateContainer is { Count: > 0 } || hooks?.StartContainer is { Count: > 0 })
        {
            throw new LaunchException("hooks createContainer and startContainer are not supported: use createRuntime, poststart or poststop");
        }
    }

    private static void Run(string kind, BundleHook hook, OciState state)
    {
        var start = new ProcessStartInfo(hook.Path ?? throw new LaunchException($"hook {kind}: it has no path")) { RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = state.Bundle };
        foreach (string argument in (hook.Args ?? []).Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (string[] variable in (hook.Env ?? []).Select(entry => entry.Split('=', 2)).Where(parts => parts.Length == 2))
        {
            start.Environment[variable[0]] = variable[1];
        }

        using Process process = Process.Start(start) ?? throw new LaunchException($"hook {kind} {hook.Path}: did not start");
        try
        {
            process.StandardInput.Write(JsonSerializer.Serialize(state, OciJson.Default.OciState));
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It did not want to know.
        }

        TimeSpan limit = hook.Timeout is > 0 and { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan;
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            throw new LaunchException($"hook {kind} {hook.Path}: did not end within {limit.TotalSeconds} s");
        }

        if (process.ExitCode != 0)
        {
            throw new LaunchException($"hook {kind} {hook.Path}: ended with status {process.ExitCode}");
        }
    }
}
