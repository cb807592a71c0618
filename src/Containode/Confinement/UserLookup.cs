using System.Text;
using Containet.Linux.Launching;
using Containode.Planning;

namespace Containode.Confinement;

/// <summary>Looks the program's user up in the container's root, while the container waits for the answer.</summary>
/// <param name="name">The user.</param>
/// <param name="root">The root's descriptor, from the container.</param>
/// <param name="capabilities">What the user may have in force: all of it if it is root, none of it otherwise.</param>
/// <param name="answer">Where the answer goes.</param>
internal sealed class UserLookup(UserName name, Handed root, CapabilitySet capabilities, LateUser answer) : ILauncherStep
{
    /// <summary>Where the answer goes.</summary>
    public LateUser Answer => answer;

    /// <inheritdoc/>
    public Step Step => new(Place.Launcher, "look up user", name.ToString());

    /// <inheritdoc/>
    public void Do(ChildProcess? container)
    {
        ResolvedUser user = new UserDatabase(root.Descriptor).Find(name);
        string home = user.Home is { } told && Encoding.UTF8.GetByteCount(told) <= LateUser.MaxHome ? told : "/";
        answer.Set(
            user.Uid, user.Gid, user.Groups.ToArray(), CapabilitySets.For(capabilities, isRoot: user.Uid == 0).Effective.Bits, home);
        if (container is not null)
        {
            StandardPipes.HandTo(container.Pid, user);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => root.Dispose();
}
