using System.Diagnostics;
using Containet.Mpps.Kernel;

namespace Containet.Mpps.Targets;

/// <summary>
/// A target that stands: its ports, each the <c>eth0</c> of a namespace, and the programs that do its work, if any do. Torn
/// down in the opposite order of its making, whatever state it is in.
/// </summary>
internal sealed class Rig : IDisposable
{
    private readonly Stack<IDisposable> _parts = new();
    private readonly List<SwitchProgram> _programs = [];
    private readonly List<NetNamespace> _ports = [];

    /// <summary>The namespaces that the ports are in, with their addresses and up.</summary>
    public IReadOnlyList<NetNamespace> Ports => _ports;

    /// <summary>The programs that do the switching.</summary>
    public IReadOnlyList<Process> Programs => [.. _programs.Select(p => p.Process)];

    /// <summary>What those programs said last, for the report of a failure; empty if they were silent.</summary>
    public string LastWords => string.Join(" / ", _programs.Select(p => p.LastWords).Where(w => w.Length > 0));

    /// <summary>Has something torn down with the rig.</summary>
    public T Keep<T>(T part)
        where T : IDisposable
    {
        _parts.Push(part);
        return part;
    }

    /// <summary>Makes a port's namespace; its <c>eth0</c> is still to be made.</summary>
    public NetNamespace AddPort()
    {
        NetNamespace port = Keep(new NetNamespace());
        _ports.Add(port);
        return port;
    }

    /// <summary>Has a program that does the switching measured, watched and ended with the rig.</summary>
    public SwitchProgram AddProgram(Process program)
    {
        var added = new SwitchProgram(program);
        _programs.Add(added);
        _parts.Push(added);
        return added;
    }

    /// <summary>Says what broke.</summary>
    /// <exception cref="TargetException">One of its programs has ended.</exception>
    public void MustStand()
    {
        if (_programs.Select(p => p.Ended()).FirstOrDefault(e => e is not null) is { } ended)
        {
            throw new TargetException(ended);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_parts.TryPop(out IDisposable? part))
        {
            part.Dispose();
        }
    }
}
