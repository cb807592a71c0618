using Containet.Images.Pulling;
using Containet.Images.Store;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Images.Archives;

/// <summary>A tar file that can be read anywhere: the user's own, or a copy without a name where it is compressed or a stream.</summary>
internal static class ArchiveFile
{
    /// <summary>The standard input's name as an argument.</summary>
    public const string StandardInput = "-";

    /// <summary>Opens the file.</summary>
    /// <exception cref="ImageException">It is not there.</exception>
    public static FileStream Open(ImageStore store, string path)
    {
        if (path == StandardInput)
        {
            using Stream input = Console.OpenStandardInput();
            return Plain(store, Copy(store, input));
        }

        return File.Exists(path)
            ? Plain(store, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0))
            : throw new ImageException($"there is no {path} to load");
    }

    /// <summary>Copies a stream to a file that is gone when it is closed.</summary>
    public static FileStream Copy(ImageStore store, Stream content)
    {
        string path = Path.Combine(store.Layout.Ingest, StoreLayout.FilePrefix + Path.GetRandomFileName());
        var copy = new FileStream(Files.OpenFile(path, LibC.O_RDWR | LibC.O_CREAT | LibC.O_EXCL, StoreDirectories.FileMode), FileAccess.ReadWrite, bufferSize: 0);
        File.Delete(path);
        content.CopyTo(copy, 1 << 20);
        copy.Position = 0;
        return copy;
    }

    private static FileStream Plain(ImageStore store, FileStream file)
    {
        Span<byte> magic = stackalloc byte[4];
        int count = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        file.Position = 0;
        Manifests.LayerCompression compression = Inflater.Detect(magic[..count]);
        if (compression == Manifests.LayerCompression.None)
        {
            return file;
        }

        using (file)
        using (Stream inflated = Inflater.Open(file, compression))
        {
            return Copy(store, inflated);
        }
    }
}
