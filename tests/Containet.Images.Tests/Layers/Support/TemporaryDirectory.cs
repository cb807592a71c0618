using System.Runtime.CompilerServices;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Images.Tests.Layers.Support;

/// <summary>A directory that ends with the test, whatever is in it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory()
    {
        Path = Directory.CreateTempSubdirectory("containet-layers-").FullName;
        Handle = Files.Open(Path, LibC.O_RDONLY | LibC.O_DIRECTORY);
    }

    public string Path { get; }

    public Fd Handle { get; }

    /// <summary>Makes a directory in it.</summary>
    public string Make(string name) => Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;

    public void Dispose()
    {
        Handle.Dispose();
        using Fd above = Files.Open(System.IO.Path.GetDirectoryName(Path)!, LibC.O_RDONLY | LibC.O_DIRECTORY);
        Check(FileTree.Remove(above.Value, System.Text.Encoding.UTF8.GetBytes(System.IO.Path.GetFileName(Path))));
    }

    private static void Check(int result, [CallerArgumentExpression(nameof(result))] string call = "")
    {
        if (result < 0)
        {
            throw new LinuxException(-result, call, "");
        }
    }
}
