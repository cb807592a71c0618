using Containet.Linux;
using Tmds.Linux;

namespace Containet.Images.Layers;

/// <summary>
/// Layers as an overlay mount puts them one over the other. Of a directory that several have, the mount shows the uppermost
/// one's owner, permissions and times. A layer that only takes a file out of <c>/tmp</c> may have no entry for <c>/tmp</c>
/// itself; unpacked alone it cannot know what that is like, and would change it.
/// </summary>
public static class LayerStack
{
    private const int AllPermissions = 0xFFF; // 07777

    /// <summary>
    /// Gives directories that a layer has no entry for what the nearest layer below says of them. Doing it again changes nothing.
    /// </summary>
    /// <param name="layer">The layer, open for reading.</param>
    /// <param name="implied">The directories (<see cref="UnpackResult.ImpliedDirectories"/>).</param>
    /// <param name="below">The layers below it, open for reading, the nearest first; each has been through this itself.</param>
    /// <exception cref="LayerException">The kernel refused it.</exception>
    public static void Describe(Fd layer, IEnumerable<byte[]> implied, IReadOnlyList<Fd> below)
    {
        foreach (byte[] path in implied)
        {
            int directory = Open(layer, path, out bool hides);
            if (directory < 0)
            {
                continue;
            }

            try
            {
                for (int index = 0; index < below.Count && !hides; index++)
                {
                    int source = Open(below[index], path, out hides);
                    if (source >= 0)
                    {
                        hides = true;
                        CopyAndClose(path, source, directory);
                    }
                }
            }
            finally
            {
                OpenFiles.Close(directory);
            }
        }

        GC.KeepAlive(layer);
        GC.KeepAlive(below);
    }

    // The directory's descriptor, or a negative number; and whether what lies below can no longer be seen there.
    private static int Open(Fd layer, ReadOnlySpan<byte> path, out bool hides)
    {
        hides = false;
        int fd = FilesAt.Open(layer.Value, "."u8, LibC.O_RDONLY | LibC.O_DIRECTORY);
        while (fd >= 0 && PathParts.Next(ref path, out ReadOnlySpan<byte> part))
        {
            int next = FilesAt.OpenDirectory(fd, part);
            OpenFiles.Close(fd);
            fd = next;
            hides |= fd >= 0 ? OverlayMarks.IsOpaque(fd) : fd != -LibC.ENOENT;
        }

        return fd;
    }

    private static void CopyAndClose(ReadOnlySpan<byte> path, int source, int directory)
    {
        try
        {
            Check(path, OpenFiles.Status(source, out EntryStatus status));
            int owned = OpenFiles.ChangeOwner(directory, status.Owner, status.Group);
            Check(path, owned == -LibC.EPERM ? 0 : owned);
            CopyAttributes(path, source, directory);
            Check(path, OpenFiles.ChangeMode(directory, status.Permissions & AllPermissions));
            Check(path, OpenFiles.SetTimes(directory, status.Accessed, status.Modified));
        }
        finally
        {
            OpenFiles.Close(source);
        }
    }

    private static void CopyAttributes(ReadOnlySpan<byte> path, int source, int directory)
    {
        byte[] names = new byte[FilesAt.MaxAttributeNames];
        int length = OpenFiles.ListAttributes(source, names);
        if (length <= 0)
        {
            return;
        }

        byte[] value = new byte[FilesAt.MaxAttributeValue];
        for (ReadOnlySpan<byte> rest = names.AsSpan(0, length); !rest.IsEmpty;)
        {
            int end = rest.IndexOf((byte)0);
            ReadOnlySpan<byte> name = rest[..end];
            rest = rest[(end + 1)..];
            if (!OverlayMarks.IsMark(name) && !EntryAttributes.IsOfMachine(name))
            {
                int count = OpenFiles.GetAttribute(source, name, value);
                Check(path, count);
                int set = OpenFiles.SetAttribute(directory, name, value.AsSpan(0, count));
                Check(path, set == -LibC.EPERM ? 0 : set);
            }
        }
    }

    private static void Check(ReadOnlySpan<byte> path, int outcome)
    {
        if (outcome < 0)
        {
            throw new LayerException(path, "copy attributes from the layer below", outcome);
        }
    }
}
