using System.Runtime.CompilerServices;
using Xunit;

namespace Containet.SystemTests.Support;

/// <summary>The published programs: in <c>$CONTAINET_BIN</c>, or where the build puts them.</summary>
internal static class Programs
{
    /// <summary>The launcher's path; skips the test where there is no root or no program.</summary>
    public static string Containode()
    {
        Root.Required();
        string path = Path.Combine(Environment.GetEnvironmentVariable("CONTAINET_BIN") ?? BuildOutput(), "containode");
        Skip.IfNot(File.Exists(path), $"needs the published program: {path}");
        return path;
    }

    private static string BuildOutput([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../out/bin"));
}
