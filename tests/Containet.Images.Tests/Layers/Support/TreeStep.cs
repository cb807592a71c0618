using System.Text;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Images.Tests.Layers.Support;

/// <summary>One thing more in a tree that a property makes up; what cannot be is left out.</summary>
public sealed record TreeStep(byte Kind, byte Where, byte Name, ushort Size, ushort Mode, int Time, byte Owner)
{
    // What archives have had trouble with: bytes that are no text, the lengths at which their fields end, blanks, dots.
    private static readonly byte[][] Names =
    [
        "a"u8.ToArray(), "b"u8.ToArray(), "file.txt"u8.ToArray(), "with blank"u8.ToArray(), "..."u8.ToArray(), "new\nline"u8.ToArray(),
        "ü€😀"u8.ToArray(), [0xFF, 0xFE, 0x80], "back\\slash"u8.ToArray(), "-r"u8.ToArray(),
        Encoding.ASCII.GetBytes(new string('n', 99)), Encoding.ASCII.GetBytes(new string('o', 100)),
        Encoding.ASCII.GetBytes(new string('p', 101)), Encoding.ASCII.GetBytes(new string('q', 255)),
    ];

    /// <summary>Makes a tree below a directory.</summary>
    /// <param name="root">The directory.</param>
    /// <param name="steps">What is to be in it.</param>
    /// <param name="times">What times are like.</param>
    /// <param name="attributes">Whether files have extended attributes.</param>
    public static void Make(Fd root, IEnumerable<TreeStep> steps, TreeTimes times, bool attributes)
    {
        var directories = new List<int> { root.Value };
        var files = new List<(int Directory, byte[] Name)>();
        var made = new List<(int Directory, byte[] Name, TreeStep Step)>();
        foreach (TreeStep step in steps)
        {
            step.Make(directories, files, made, attributes);
        }

        made.Reverse();
        foreach ((int directory, byte[] name, TreeStep step) in made)
        {
            step.Describe(directory, name, times);
        }

        _ = OpenFiles.SetTimes(root.Value, default, new FileTime(1_000_000_000, 0));
        directories.Skip(1).ToList().ForEach(OpenFiles.Close);
    }

    private void Make(
        List<int> directories, List<(int Directory, byte[] Name)> files, List<(int Directory, byte[] Name, TreeStep Step)> made, bool attributes)
    {
        int directory = directories[Where % directories.Count];
        byte[] name = Names[Name % Names.Length];
        int result = (Kind % 8) switch
        {
            0 or 1 => FilesAt.MakeDirectory(directory, name, 0x1C0),
            2 => FilesAt.MakeSymbolicLink(Names[Size % Names.Length], directory, name),
            3 when files.Count > 0 => FilesAt.Link(files[Size % files.Count].Directory, files[Size % files.Count].Name, directory, name),
            4 => FilesAt.MakeNode(directory, name, 0x1000 | 0x180),
            5 when LibC.geteuid() == 0 => FilesAt.MakeNode(directory, name, (Size % 2 == 0 ? 0x2000 : 0x6000) | 0x180, Mode, Size + 1u),
            _ => MakeFile(directory, name, attributes),
        };
        if (result < 0)
        {
            return;
        }

        made.Add((directory, name, this));
        if (Kind % 8 <= 1)
        {
            directories.Add(FilesAt.OpenDirectory(directory, name));
        }
        else if (Kind % 8 > 5)
        {
            files.Add((directory, name));
        }
    }

    private int MakeFile(int directory, byte[] name, bool attributes)
    {
        int fd = FilesAt.Open(directory, name, LibC.O_CREAT | LibC.O_EXCL | LibC.O_WRONLY, 0x180);
        if (fd >= 0)
        {
            byte[] content = new byte[Size % 2000];
            new Random(Time).NextBytes(content);
            _ = OpenFiles.Write(fd, content);
            if (attributes && Mode % 3 == 0)
            {
                _ = OpenFiles.SetAttribute(fd, "user.test"u8, content.AsSpan(0, Math.Min(content.Length, 50)));
                _ = OpenFiles.SetAttribute(fd, "user.other"u8, "\0=\n"u8);
            }

            OpenFiles.Close(fd);
        }

        return fd;
    }

    private void Describe(int directory, byte[] name, TreeTimes times)
    {
        if (FilesAt.Status(directory, name, out EntryStatus status) < 0)
        {
            return;
        }

        if (LibC.geteuid() == 0)
        {
            _ = FilesAt.ChangeOwner(directory, name, Owner, (uint)(Owner * 3_000_000));
        }

        if (!status.IsSymbolicLink)
        {
            // What its owner may not read cannot be packed without root.
            _ = FilesAt.ChangeMode(directory, name, (Mode & 0xFFF) | (LibC.geteuid() == 0 ? 0 : 0x1C0));
        }

        long seconds = Time * 10_000_019L;
        var time = new FileTime(
            times == TreeTimes.Any ? seconds : Math.Abs(seconds),
            times == TreeTimes.WholeSeconds ? 0 : (int)((uint)(Time * 123_456_789) % 1_000_000_000));
        _ = FilesAt.SetTimes(directory, name, time, time);
    }
}
