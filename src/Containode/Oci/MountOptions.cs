using Tmds.Linux;
using static Containet.Linux.Bindings.Native;

namespace Containode.Oci;

/// <summary>
/// The options of a mount as mount(8) writes them, told apart: attributes to set and to clear, propagation, whether it is a
/// bind mount, and what is left, which is the file system's own.
/// </summary>
internal sealed class MountOptions
{
    // A word sets or clears attributes; with an r before it, also of what is mounted below.
    private static readonly Dictionary<string, (int Set, int Clear)> Attributes = new()
    {
        ["ro"] = (MOUNT_ATTR_RDONLY, 0),
        ["rw"] = (0, MOUNT_ATTR_RDONLY),
        ["nosuid"] = (MOUNT_ATTR_NOSUID, 0),
        ["suid"] = (0, MOUNT_ATTR_NOSUID),
        ["nodev"] = (MOUNT_ATTR_NODEV, 0),
        ["dev"] = (0, MOUNT_ATTR_NODEV),
        ["noexec"] = (MOUNT_ATTR_NOEXEC, 0),
        ["exec"] = (0, MOUNT_ATTR_NOEXEC),
        ["noatime"] = (MOUNT_ATTR_NOATIME, MOUNT_ATTR__ATIME),
        ["relatime"] = (0, MOUNT_ATTR__ATIME),
        ["strictatime"] = (MOUNT_ATTR_STRICTATIME, MOUNT_ATTR__ATIME),
        ["nodiratime"] = (MOUNT_ATTR_NODIRATIME, 0),
        ["diratime"] = (0, MOUNT_ATTR_NODIRATIME),
        ["defaults"] = (0, 0),
    };

    private static readonly Dictionary<string, ulong> Propagations = new()
    {
        ["private"] = LibC.MS_PRIVATE,
        ["slave"] = LibC.MS_SLAVE,
        ["shared"] = LibC.MS_SHARED,
        ["unbindable"] = LibC.MS_UNBINDABLE,
    };

    // What mount(8) does itself, and what asks for a copy that a new file system here does without.
    private static readonly HashSet<string> Ignored = ["async", "auto", "noauto", "nofail", "_netdev", "tmpcopyup", "notmpcopyup", "norelatime", "nostrictatime"];

    private MountOptions()
    {
    }

    public int Set { get; private set; }

    public int Cleared { get; private set; }

    /// <summary>The attributes are for what is mounted below, too.</summary>
    public bool AttributesRecursive { get; private set; }

    /// <summary><c>MS_PRIVATE</c> …; 0 if nothing is said.</summary>
    public int Propagation { get; private set; }

    public bool Bind { get; private set; }

    /// <summary>The bind mount takes what is mounted below with it.</summary>
    public bool Recursive { get; private set; }

    /// <summary>The file system's own: names with values; a flag has none.</summary>
    public List<(string Name, string? Value)> Own { get; } = [];

    /// <summary>Tells the words apart.</summary>
    public static MountOptions Parse(IEnumerable<string> words)
    {
        var options = new MountOptions();
        foreach (string word in words)
        {
            options.Take(word);
        }

        return options;
    }

    private void Take(string word)
    {
        bool recursive = word.Length > 1 && word[0] == 'r' && (Attributes.ContainsKey(word[1..]) || Propagations.ContainsKey(word[1..]));
        string plain = recursive ? word[1..] : word;
        if (word is "bind" or "rbind")
        {
            (Bind, Recursive) = (true, word == "rbind");
        }
        else if (Attributes.TryGetValue(plain, out (int Set, int Clear) attribute))
        {
            Set = (Set & ~attribute.Clear) | attribute.Set;
            Cleared = (Cleared & ~attribute.Set) | attribute.Clear;
            AttributesRecursive |= recursive;
        }
        else if (Propagations.TryGetValue(plain, out ulong propagation))
        {
            Propagation = (int)propagation;
        }
        else if (!Ignored.Contains(word))
        {
            int equals = word.IndexOf('=');
            Own.Add(equals < 0 ? (word, null) : (word[..equals], word[(equals + 1)..]));
        }
    }
}
