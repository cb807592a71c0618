using System.Runtime.CompilerServices;

namespace Containet.DataPlane.Ports;

/// <summary>
/// Which ports a network has: those of one worker, by worker, and those of which every worker has a queue. A picture of one
/// moment, never changed. A flood goes to the latter from the worker that decides it, and to the former from their own. Each move of a port
/// begins another era. A flood that is handed to another worker names its era, so that the worker there finds the ports
/// that were its own when the flood was decided, and a port that moves meanwhile gets the frame once. No more than two
/// eras are alive, because a move ends only when nothing of the era before is under way (<c>PortMove</c>).
/// </summary>
public sealed class Membership
{
    private readonly Port[][] _ports;
    private readonly Port[] _everywhere;
    private readonly Membership? _before;
    private readonly Port? _moving;
    private readonly int _to;

    internal Membership(int workers)
    {
        _ports = new Port[workers][];
        _everywhere = [];
        Array.Fill(_ports, []);
    }

    private Membership(ushort era, Port[][] ports, Port[] everywhere)
    {
        Era = era;
        _ports = ports;
        _everywhere = everywhere;
    }

    private Membership(Membership before, Port moving, int from, int to)
    {
        Era = (ushort)(before.Era + 1);
        _ports = before.Replace(from, before.Without(moving, from));
        _ports[to] = [.. _ports[to], moving];
        _everywhere = before._everywhere;
        _before = before;
        _moving = moving;
        _to = to;
    }

    /// <summary>How many moves there have been, modulo 2^16.</summary>
    public ushort Era { get; }

    /// <summary>The ports of which every worker has a queue, each by its first.</summary>
    public Port[] Everywhere => _everywhere;

    /// <summary>The others, by worker.</summary>
    public ReadOnlySpan<Port[]> Workers => _ports;

    /// <summary>The ports of one worker alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Port[] Of(int worker) => _ports[worker];

    /// <summary>Whether a worker has another port than the one that a frame came from, which is another worker's only while it moves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool HasOther(int worker, Port ingress)
    {
        Port[] ports = _ports[worker];
        return ports.Length > 1 || (ports.Length == 1 && ports[0] != ingress);
    }

    /// <summary>
    /// The picture by which a flood is decided now: while a port moves, the one that agrees with <see cref="Port.Worker"/>. A
    /// worker that saw the port move must not flood as if it had not, or the flood would overtake what it sent before.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Membership Now() => _moving is not { } moving || moving.Worker == _to ? this : _before!;

    /// <summary>The picture of an era: this one or the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Membership At(ushort era) => era == Era ? this : Before(era);

    internal Membership With(Port port) => port.IsEverywhere
        ? new(Era, _ports, [.. _everywhere, port])
        : new(Era, Replace(port.Worker, [.. _ports[port.Worker], port]), _everywhere);

    internal Membership Without(Port port) => port.IsEverywhere
        ? new(Era, _ports, [.. _everywhere.Where(p => p != port)])
        : new(Era, Replace(port.Worker, Without(port, port.Worker)), _everywhere);

    /// <summary>The next era, in which a port is another worker's.</summary>
    internal Membership Moved(Port port, int from, int to) => new(this, port, from, to);

    /// <summary>The same, with nothing of the era before.</summary>
    internal Membership Settled() => new(Era, _ports, _everywhere);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Membership Before(ushort era)
    {
        if (_before?.Era != era)
        {
            Environment.FailFast($"a flood of era {era} outlived it: it is {Era} now");
        }

        return _before;
    }

    private Port[] Without(Port port, int worker) => [.. _ports[worker].Where(p => p != port)];

    private Port[][] Replace(int worker, Port[] ports)
    {
        Port[][] all = [.. _ports];
        all[worker] = ports;
        return all;
    }
}
