using System.Diagnostics;

namespace Containet.SystemTests.Support;

/// <summary>The published mocker with a store, a home and a registry's credentials of its own; all goes with it.</summary>
internal sealed class MockerRun : IDisposable
{
    private readonly string _program = Programs.Mocker();

    /// <summary>The directory that everything is in; the test may put things there.</summary>
    public string Place { get; } = Directory.CreateTempSubdirectory("mocker-").FullName;

    /// <summary>The store.</summary>
    public string Store => $"{Place}/store";

    /// <summary>Runs a command that must succeed.</summary>
    /// <returns>What it printed on the standard output.</returns>
    public string Check(params string[] arguments) => Command.Check("env", [.. Environment(), _program, .. arguments]);

    /// <summary>Runs a command.</summary>
    public CommandResult Do(params string[] arguments) => Command.Run("env", [.. Environment(), _program, .. arguments]);

    /// <summary>Starts a command; env becomes mocker.</summary>
    public Process Start(params string[] arguments) => Command.Start("env", [.. Environment(), _program, .. arguments]);

    /// <summary>Makes the image <c>busybox</c>, which runs a shell.</summary>
    public void ImportBusybox()
    {
        using var root = new BusyboxRoot();
        Import("busybox", root.Path, "/bin/sh");
    }

    /// <summary>Makes an image of a directory.</summary>
    public void Import(string name, string root, params string[] program)
    {
        string archive = $"{Place}/root.tar";
        Command.Check("tar", "-C", root, "-cf", archive, ".");
        Check(["import", archive, name, "--", .. program]);
        File.Delete(archive);
    }

    public void Dispose() => Command.Run("rm", "-rf", Place);

    private string[] Environment() => [$"CONTAINET_STORE={Store}", $"DOCKER_CONFIG={Place}/docker"];
}
