using System.Text;
using Containet.Linux;
using Containet.Linux.Launching;
using Containode.Running;

namespace Containode.Confinement;

/// <summary>
/// The users and groups that a root's <c>/etc/passwd</c> and <c>/etc/group</c> know. The root is somebody else's: the files are opened by
/// descriptor inside it, so that no link leads out; only regular files are opened at all, so that nothing hangs; of bounded size; and an
/// id that is none is an error, not a zero.
/// </summary>
/// <param name="root">The root directory.</param>
internal sealed class UserDatabase(Fd root)
{
    private const string Users = "/etc/passwd";
    private const string Groups = "/etc/group";

    // A directory of 50,000 users has about this.
    private const int MaxFile = 4 << 20;

    /// <summary>Looks a user up.</summary>
    /// <exception cref="LaunchException">There is none of that name, or what the files say makes no sense.</exception>
    public ResolvedUser Find(UserName name)
    {
        bool isId = UserName.TryParseId(name.User, out uint uid);
        string[]? entry = Entries(Users).FirstOrDefault(fields => fields.Length >= 6 && (isId
            ? UserName.TryParseId(fields[2], out uint id) && id == uid
            : fields[0] == name.User));
        if (entry is null && !isId)
        {
            throw new LaunchException($"user {name.User}: not in {Users} of the container's root (an id would do)");
        }

        uint gid = 0;
        if (entry is not null)
        {
            uid = Id(entry[2], Users, name.User);
            gid = Id(entry[3], Users, name.User);
        }

        string? home = entry?[5];
        return new ResolvedUser(
            uid,
            name.Group is null ? gid : FindGroup(name.Group),
            name.Group is null && entry is not null ? GroupsOf(entry[0], name.User) : [],
            home is ['/', ..] ? home : null);
    }

    private uint FindGroup(string name)
    {
        if (UserName.TryParseId(name, out uint gid))
        {
            return gid;
        }

        string[] entry = Entries(Groups).FirstOrDefault(fields => fields.Length >= 3 && fields[0] == name)
            ?? throw new LaunchException($"group {name}: not in {Groups} of the container's root (an id would do)");
        return Id(entry[2], Groups, name);
    }

    private List<uint> GroupsOf(string user, string asked)
    {
        List<uint> groups = [.. Entries(Groups).Where(fields => fields.Length >= 4 && fields[3].Split(',').Contains(user))
            .Select(fields => Id(fields[2], Groups, asked)).Distinct().Take(LateUser.MaxGroups + 1)];
        return groups.Count <= LateUser.MaxGroups ? groups
            : throw new LaunchException($"user {asked}: in more than {LateUser.MaxGroups} groups by {Groups} of the container's root");
    }

    // What the file says is not repeated: it would go to the caller's terminal.
    private static uint Id(string text, string file, string asked) => UserName.TryParseId(text, out uint id) ? id
        : throw new LaunchException($"user {asked}: {file} of the container's root has something for it that is no id");

    // Fields of each line, but for comments. A file that is not there has none.
    private IEnumerable<string[]> Entries(string path) =>
        Encoding.UTF8.GetString(Content(path)).Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(':'));

    private byte[] Content(string path)
    {
        try
        {
            using Fd? file = Files.OpenRegularInside(root, path);
            if (file is null)
            {
                return [];
            }

            byte[] content = new byte[MaxFile + 1];
            int length = Files.Read(file, content);
            return length <= MaxFile ? content[..length] : throw new LaunchException($"{path} of the container's root: larger than {MaxFile >> 20} MB");
        }
        catch (LinuxException error)
        {
            throw new LaunchException($"{path} of the container's root: {error.Message}");
        }
    }
}
