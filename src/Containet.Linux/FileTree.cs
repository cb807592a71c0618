using Tmds.Linux;

namespace Containet.Linux;

/// <summary>Whole trees of files by descriptor: no name in them, and no link, leads out. Any thread.</summary>
public static class FileTree
{
    /// <summary>Removes a name and, of a directory, everything in it. A descriptor is open for each level meanwhile.</summary>
    /// <param name="directory">The directory that the name is in.</param>
    /// <param name="name">The name.</param>
    /// <returns>0, or a negative errno: ENOENT if there is no such name.</returns>
    public static int Remove(int directory, ReadOnlySpan<byte> name)
    {
        int result = FilesAt.Remove(directory, name);
        return result == -LibC.EISDIR ? RemoveDirectory(directory, name) : result;
    }

    private static int RemoveDirectory(int directory, ReadOnlySpan<byte> name)
    {
        int fd = FilesAt.OpenDirectory(directory, name);
        if (fd == -LibC.EACCES && FilesAt.Status(directory, name, out EntryStatus status) == 0 && status.IsDirectory)
        {
            // The owner's own directory without permissions for him, which another than root must grant himself first.
            _ = FilesAt.ChangeMode(directory, name, 0x1C0 /* 0700 */);
            fd = FilesAt.OpenDirectory(directory, name);
        }

        if (fd < 0)
        {
            return fd;
        }

        try
        {
            int result = RemoveContent(fd);
            return result < 0 ? result : FilesAt.RemoveDirectory(directory, name);
        }
        finally
        {
            OpenFiles.Close(fd);
        }
    }

    private static int RemoveContent(int fd)
    {
        var names = new List<byte[]>();
        int result = OpenFiles.ListNames(fd, names);
        foreach (byte[] name in names)
        {
            if (result < 0)
            {
                break;
            }

            result = Remove(fd, name);
            if (result == -LibC.EACCES)
            {
                _ = OpenFiles.ChangeMode(fd, 0x1C0 /* 0700 */);
                result = Remove(fd, name);
            }
        }

        return result;
    }
}
