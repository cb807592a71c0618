namespace Containet.Linux;

/// <summary>Who connected to, or made, the other end of a unix socket (SO_PEERCRED, unix(7)); recorded then, not tracked.</summary>
/// <param name="Pid">The process, in the asker's pid namespace; 0 if it has no number there.</param>
/// <param name="Uid">The effective user, in the asker's user namespace.</param>
/// <param name="Gid">The effective group.</param>
public readonly record struct PeerCredentials(int Pid, int Uid, int Gid)
{
    /// <inheritdoc/>
    public override string ToString() => $"pid {Pid} uid {Uid}";
}
