using System.Runtime.CompilerServices;
using Xunit;

namespace Containet.SystemTests.Support;

/// <summary>The published programs: in <c>$CONTAINET_BIN</c>, or where the build puts them.</summary>
internal static class Programs
{
    /// <summary>The launcher's path; skips the test where there is no root or no program.</summary>
    public static string Containode() => Find("containode");

    /// <summary>The switch's path; skips the test where there is no root or no program.</summary>
    public static string Containet() => Find("containet");

    /// <summary>The path of the operator's hand; skips the test where there is no root or no program.</summary>
    public static string Containetctl() => Find("containetctl");

    /// <summary>The puller's path; skips the test where there is no root or no program.</summary>
    public static string Mocker() => Find("mocker");

    private static string Find(string name)
    {
        Root.Required();
        string path = Path.Combine(Environment.GetEnvironmentVariable("CONTAINET_BIN") ?? BuildOutput(), name);
        Skip.IfNot(File.Exists(path), $"needs the published program: {path}");
        return path;
    }

    private static string BuildOutput([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../out/bin"));
}
