using Xunit;

namespace Containet.SystemTests.Support;

/// <summary>A root with nothing but a statically linked busybox in it, in a directory of its own, which goes with it.</summary>
internal sealed class BusyboxRoot : IDisposable
{
    private const string Busybox = "/bin/busybox";
    private static readonly string[] Applets = ["sh", "ls", "cat", "id", "env", "mount", "hostname", "sleep", "true", "stat", "readlink", "ip", "touch", "rm", "mkdir"];

    public BusyboxRoot(string name = "root")
    {
        Skip.IfNot(File.Exists(Busybox), "needs busybox (package busybox-static)");
        Parent = Directory.CreateTempSubdirectory("containode").FullName;
        Path = $"{Parent}/{name}";
        Directory.CreateDirectory($"{Path}/bin");
        File.Copy(Busybox, $"{Path}/bin/busybox");
        foreach (string applet in Applets)
        {
            File.CreateSymbolicLink($"{Path}/bin/{applet}", "busybox");
        }
    }

    /// <summary>The directory that the root is in, with nothing else in it.</summary>
    public string Parent { get; }

    public string Path { get; }

    /// <summary>Everything in the root: names, kinds, sizes, times.</summary>
    public string Snapshot() => Command.Check("find", Path, "-printf", "%P %y %s %T@ %C@ %l\n");

    /// <summary>The names beside the root.</summary>
    public IReadOnlyList<string> Beside() =>
        [.. Directory.EnumerateFileSystemEntries(Parent).Where(path => path != Path).Select(path => System.IO.Path.GetFileName(path)).Order()];

    public void Dispose() => Directory.Delete(Parent, recursive: true);
}
