using Containet.Linux;
using Tmds.Linux;

namespace Containode.Terminals;

/// <summary>Standard streams of this process that others stand in for, until this is disposed of.</summary>
internal sealed class LentStreams : IDisposable
{
    private readonly List<(int Stream, Fd Own, Fd Substitute)> _replaced = [];

    /// <summary>Has another descriptor be a standard stream. Takes it over.</summary>
    /// <exception cref="LinuxException">No descriptor could be had.</exception>
    public void Replace(int stream, Fd substitute)
    {
        const int AboveStandard = 10;
        var own = new Fd(LibC.fcntl(stream, LibC.F_DUPFD_CLOEXEC, AboveStandard));
        if (own.IsInvalid || LibC.dup2(substitute.Value, stream) < 0)
        {
            throw LinuxException.FromErrno("replace", $"descriptor {stream}");
        }

        _replaced.Add((stream, own, substitute));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((int stream, Fd own, Fd substitute) in _replaced)
        {
            LibC.dup2(own.Value, stream);
            own.Dispose();
            substitute.Dispose();
        }

        _replaced.Clear();
    }
}
