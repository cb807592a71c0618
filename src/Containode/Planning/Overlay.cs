namespace Containode.Planning;

/// <summary>How the kernel's overlay file system wants its layers told (Documentation/filesystems/overlayfs.rst).</summary>
internal static class Overlay
{
    /// <summary>Where changes go, in TOP.</summary>
    public const string UpperName = "root";

    /// <summary>The file system's own scratch directory, in TOP.</summary>
    public const string WorkName = "work";

    /// <summary>A path as an element of the <c>lowerdir</c> list: what separates elements, and what escapes, is escaped.</summary>
    public static string Escape(string path) => path.Replace(@"\", @"\\").Replace(":", @"\:");
}
