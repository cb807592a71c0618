using System.Text;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Images.Store;

/// <summary>Making and removing a store's directories.</summary>
internal static class StoreDirectories
{
    /// <summary>Permissions of a store: layers have set-user-id files, which nobody but its owner may reach.</summary>
    public const int Mode = 0b111_000_000;

    /// <summary>Permissions of a store's files.</summary>
    public const int FileMode = 0b110_000_000;

    /// <summary>Permissions that a layer's own directory has unless the layer says otherwise.</summary>
    public const int ContentMode = 0b111_101_101;

    /// <summary>What a file system of its own, mounted for a store, has in it from the beginning.</summary>
    private const string OfFileSystem = "lost+found";

    /// <summary>The store to use where none is named: <c>CONTAINET_STORE</c>, or root's, or the user's.</summary>
    /// <exception cref="ImageException">The user has no home.</exception>
    public static string Default()
    {
        if (Environment.GetEnvironmentVariable("CONTAINET_STORE") is { Length: > 0 } named)
        {
            return named;
        }

        if (Environment.IsPrivilegedProcess)
        {
            return "/var/lib/containet";
        }

        string data = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } home && Path.IsPathRooted(home)
            ? home
            : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0
            ? Path.Combine(data, "containet")
            : throw new ImageException("there is no home directory to keep images in; name a store with --store DIR");
    }

    /// <summary>Makes what a store lacks.</summary>
    /// <exception cref="ImageException">The directory is something else, or somebody else's.</exception>
    public static void Make(StoreLayout layout)
    {
        if (!Directory.Exists(layout.Root))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(layout.Root)!);
            Files.MakeDirectory(layout.Root, Mode);
        }

        Require(layout);

        // Also where it was made by hand: what makes set-user-id files of layers harmless must hold.
        Files.ChangeMode(layout.Root, Mode);
        foreach (string directory in layout.Directories)
        {
            Directory.CreateDirectory(directory);
        }
    }

    // Whoever owns the directory decides where its names lead; and one that has other things in it is not closed to all others.
    private static void Require(StoreLayout layout)
    {
        if (Files.Status(layout.Root) is { } status && status.st_uid != LibC.geteuid())
        {
            throw new ImageException($"cannot use {layout.Root} as the store of images: it belongs to another user (id {status.st_uid}); name another with --store DIR");
        }

        if (!Directory.Exists(layout.Images) && Directory.EnumerateFileSystemEntries(layout.Root).Any(path => Path.GetFileName(path) != OfFileSystem))
        {
            throw new ImageException($"cannot use {layout.Root} as the store of images: there is something else in it; name a new or empty directory with --store DIR");
        }
    }

    /// <summary>Removes a tree, whatever names and modes strangers gave to what is in it; what is not there is no mistake.</summary>
    public static void RemoveTree(string path)
    {
        using Fd parent = Files.Open(Path.GetDirectoryName(path)!, LibC.O_RDONLY | LibC.O_DIRECTORY);
        int error = -FileTree.Remove(parent.Value, Encoding.UTF8.GetBytes(Path.GetFileName(path)));
        if (error > 0 && error != LibC.ENOENT)
        {
            throw new LinuxException(error, "remove", path);
        }
    }
}
