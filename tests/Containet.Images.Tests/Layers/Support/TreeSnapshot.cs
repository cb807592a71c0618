using System.Security.Cryptography;
using System.Text;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Images.Tests.Layers.Support;

/// <summary>
/// Everything that can be told of a tree, a line for each name: kind, permissions, owner, times, target, device, extended
/// attributes, content, and which names are one file. Two trees are equal if their lines are.
/// </summary>
internal sealed class TreeSnapshot
{
    private readonly SortedDictionary<string, string> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<(ulong, ulong), string> _first = [];
    private readonly Func<string, bool> _isAttributeOf;

    private TreeSnapshot(Func<string, bool> isAttributeOf) => _isAttributeOf = isAttributeOf;

    /// <summary>The lines by name; a name's bytes are characters 0 to 255.</summary>
    public IReadOnlyDictionary<string, string> Lines => _lines;

    /// <summary>Looks at a tree.</summary>
    /// <param name="path">Its root, which is a line too: <c>.</c>.</param>
    /// <param name="attributes">Which extended attributes count; by default all.</param>
    public static TreeSnapshot Of(string path, Func<string, bool>? attributes = null)
    {
        using Fd root = Files.Open(path, LibC.O_RDONLY | LibC.O_DIRECTORY);
        var snapshot = new TreeSnapshot(attributes ?? (_ => true));
        Check(OpenFiles.Status(root.Value, out EntryStatus status), path);
        snapshot.Add(".", status, Attributes(root.Value, snapshot._isAttributeOf), "");
        snapshot.Walk(root.Value, "");
        return snapshot;
    }

    /// <summary>What differs, a line for each name; nothing if the trees are equal.</summary>
    /// <param name="expected">The other tree.</param>
    /// <param name="ignored">Names that do not count.</param>
    public string DifferencesFrom(TreeSnapshot expected, Func<string, bool>? ignored = null)
    {
        var text = new StringBuilder();
        foreach (string name in expected._lines.Keys.Union(_lines.Keys).Where(name => ignored?.Invoke(name) != true))
        {
            string wanted = expected._lines.GetValueOrDefault(name, "nothing");
            string found = _lines.GetValueOrDefault(name, "nothing");
            if (wanted != found)
            {
                text.AppendLine($"{name}:\n  expected {wanted}\n  found    {found}");
            }
        }

        return text.ToString();
    }

    private void Walk(int directory, string prefix)
    {
        var names = new List<byte[]>();
        Check(OpenFiles.ListNames(directory, names), prefix);
        foreach (byte[] bytes in names.OrderBy(Encoding.Latin1.GetString, StringComparer.Ordinal))
        {
            string name = prefix + Encoding.Latin1.GetString(bytes);
            Check(FilesAt.Status(directory, bytes, out EntryStatus status), name);
            if (!status.IsDirectory && !status.IsFile)
            {
                Add(name, status, Attributes(directory, bytes, _isAttributeOf), Target(directory, bytes, status));
                continue;
            }

            int fd = FilesAt.Open(directory, bytes, LibC.O_RDONLY);
            if (fd == -LibC.EACCES && LibC.geteuid() != 0)
            {
                Add(name, status, "", " unreadable");
                continue;
            }

            Check(fd, name);
            Add(name, status, Attributes(fd, _isAttributeOf), status.IsFile ? $" content {Digest(fd)}" : "");
            if (status.IsDirectory)
            {
                Walk(fd, name + "/");
            }

            OpenFiles.Close(fd);
        }
    }

    private void Add(string name, EntryStatus status, string attributes, string more)
    {
        string device = status.IsCharacterDevice || status.IsBlockDevice ? $" device {status.NodeDevice:x}" : "";
        string size = status.IsFile ? $" size {status.Size}" : "";
        string first = "";
        if (!status.IsDirectory && status.Links > 1 && !_first.TryAdd((status.Device, status.Inode), name))
        {
            first = $" same as {_first[(status.Device, status.Inode)]}";
        }

        string mode = status.IsSymbolicLink ? "" : Convert.ToString(status.Permissions, 8);
        _lines.Add(name, $"{Kind(status)} {mode} {status.Owner}:{status.Group} "
            + $"{status.Modified.Seconds}.{status.Modified.Nanoseconds:d9}{size}{device}{more}{attributes}{first}");
    }

    private static string Kind(EntryStatus status) =>
        status.IsDirectory ? "directory" : status.IsFile ? "file" : status.IsSymbolicLink ? "link" : status.IsFifo ? "fifo"
        : status.IsCharacterDevice ? "character" : status.IsBlockDevice ? "block" : "socket";

    private static string Target(int directory, byte[] name, EntryStatus status)
    {
        byte[] target = new byte[FilesAt.MaxTarget];
        int length = status.IsSymbolicLink ? FilesAt.ReadLink(directory, name, target) : 0;
        return length > 0 ? $" -> {Encoding.Latin1.GetString(target.AsSpan(0, length))}" : "";
    }

    private static string Digest(int fd)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[128 * 1024];
        for (int count; (count = OpenFiles.Read(fd, buffer)) > 0;)
        {
            hash.AppendData(buffer, 0, count);
        }

        return Convert.ToHexString(hash.GetHashAndReset(), 0, 8);
    }

    private static string Attributes(int fd, Func<string, bool> counts)
    {
        byte[] names = new byte[FilesAt.MaxAttributeNames];
        byte[] value = new byte[65536];
        return Attributes(
            names.AsSpan(0, Math.Max(0, OpenFiles.ListAttributes(fd, names))),
            name => Convert.ToHexString(value, 0, Math.Max(0, OpenFiles.GetAttribute(fd, name, value))),
            counts);
    }

    private static string Attributes(int directory, byte[] name, Func<string, bool> counts)
    {
        byte[] names = new byte[FilesAt.MaxAttributeNames];
        byte[] value = new byte[65536];
        return Attributes(
            names.AsSpan(0, Math.Max(0, FilesAt.ListAttributes(directory, name, names))),
            attribute => Convert.ToHexString(value, 0, Math.Max(0, FilesAt.GetAttribute(directory, name, attribute, value))),
            counts);
    }

    private static string Attributes(Span<byte> names, Func<byte[], string> value, Func<string, bool> counts) =>
        string.Concat(Encoding.Latin1.GetString(names).Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Where(counts).Order(StringComparer.Ordinal)
            .Select(name => $" {name}={value(Encoding.Latin1.GetBytes(name))}"));

    private static void Check(int result, string subject)
    {
        if (result < 0)
        {
            throw new LinuxException(-result, "look at", subject);
        }
    }
}
