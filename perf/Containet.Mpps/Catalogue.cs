using Containet.Mpps.Metrics;
using Containet.Mpps.Starts;
using Containet.Mpps.Targets;

namespace Containet.Mpps;

/// <summary>Every target and metric there is, by name and by group.</summary>
internal sealed class Catalogue
{
    private static readonly int[] PortCounts = [2, 10, 100, 1000];
    private static readonly long[] AddressCounts = [1024, 65_536, 1_048_576];
    private const string Ours = "containet";
    private const string AsOf515 = "io_uring-5.15"; // what older kernels have: measured only when asked for
    private const int FloorSpin = 30; // µs; facts about the reference sketch were measured with it

    private static readonly Dictionary<string, Func<IMetric, bool>> MetricGroups = new()
    {
        ["udp"] = m => m is UdpMetric,
        ["sinks"] = m => m is SinkMetric,
        ["tcp"] = m => m is TcpMetric,
        ["ports"] = m => m is PortsMetric,
        ["addresses"] = m => m is AddressesMetric,
        ["rfc"] = m => m is ZeroLossMetric or BroadcastMetric or LearningMetric or CachingMetric,
        [StartRunner.Metric] = _ => false, // It has launchers rather than targets.
    };

    private static readonly Dictionary<string, Func<ITarget, bool>> TargetGroups = new()
    {
        [Ours] = t => t.Name.StartsWith(Ours, StringComparison.Ordinal) && !t.Name.EndsWith(AsOf515, StringComparison.Ordinal),
    };

    private readonly BenchOptions _options;
    private readonly ITarget[] _targets;
    private readonly IMetric[] _metrics;
    private readonly Lazy<GeneratorLimits> _limits = new(GeneratorLimits.Measure);

    public Catalogue(BenchOptions options)
    {
        _options = options;
        string containet = Path.Combine(options.Programs, "containet");
        _targets =
        [
            new ContainetTarget(containet, "epoll", 1),
            new ContainetTarget(containet, "epoll", 2),
            new ContainetTarget(containet, "io_uring", 1),
            new ContainetTarget(containet, "io_uring", 2),
            new ContainetTarget(containet, "io_uring", 2, queues: true),
            new ContainetTarget(containet, AsOf515, 1),
            new BridgeTarget(filtered: false),
            new BridgeTarget(filtered: true),
            new VdeTarget(),
            new OvsTarget(),
            new ForwarderTarget("floor", "two taps, one io_uring, no switch; sleeps when there is nothing", "floor"),
            new ForwarderTarget(
                "floor-spin", $"two taps, one io_uring, no switch; looks for work for {FloorSpin} µs before it sleeps", "floor", "--spin", $"{FloorSpin}"),
            new VethTarget(),
        ];
        _metrics =
        [
            new IntegrityMetric(),
            new UdpMetric(1, _limits),
            new UdpMetric(8, _limits),
            new UdpMetric(64, _limits),
            new SinkMetric("sink", options.Sink, _limits),
            new SinkMetric("sink-generic", "generic", _limits),
            new TcpMetric(1, reverse: false),
            new TcpMetric(1, reverse: true),
            new TcpMetric(4, reverse: false),
            new TcpMetric(4, reverse: true),
            new RoundTripMetric(),
            new IdleMetric(),
            new ZeroLossMetric(),
            new BroadcastMetric(),
            new LearningMetric(),
            new CachingMetric(),
            .. PortCounts.Select(p => new PortsMetric(p)),
            .. AddressCounts.Select(a => new AddressesMetric(a)),
        ];
    }

    /// <summary>Whether starts of containers were asked for.</summary>
    public bool WantsStarts => _options.Metrics.Count == 0 ? !_options.Quick : _options.Metrics.Contains(StartRunner.Metric);

    /// <summary>Everything that starts containers: ours, and what it is measured beside.</summary>
    public IReadOnlyList<ILauncher> Launchers()
    {
        string containode = Path.Combine(_options.Programs, "containode");
        return
        [
            new CommandLauncher("process", "true", "no container: /bin/true by itself"),
            new CommandLauncher("containode", containode, "tools/build", "/bin/true"),
            new CommandLauncher("containode-root", containode, "tools/build", "-r", "ROOT", "-i", "bench", "/bin/true"),
            new SwitchedLauncher(_options.Programs),
            new CommandLauncher(
                "bwrap", "bwrap", "Debian: bubblewrap", "--unshare-all", "--ro-bind", "ROOT", "/", "--proc", "/proc", "--dev", "/dev", "/bin/true"),
            new OciLauncher("crun", "--cgroup-manager=disabled"),
            new OciLauncher("runc"),
        ];
    }

    /// <summary>What the generators can do, if a metric wanted to know; else null.</summary>
    public GeneratorLimits? KnownLimits => _limits.IsValueCreated ? _limits.Value : null;

    /// <summary>The targets that were asked for; none if nothing is measured on them.</summary>
    /// <exception cref="ArgumentException">There is no such target.</exception>
    public IReadOnlyList<ITarget> Targets()
    {
        IReadOnlyList<string> wanted = _options.Targets.Count > 0
            ? _options.Targets
            : _options.Quick ? ["containet-epoll", "containet-io_uring", "bridge", "vde", "floor"]
            : [.. _targets.Select(t => t.Name).Where(name => !name.EndsWith(AsOf515, StringComparison.Ordinal))];
        List<ITarget> chosen = Choose(_targets, wanted, t => t.Name, TargetGroups, "target");
        return Metrics().Count == 0 ? [] : chosen;
    }

    /// <summary>The metrics that were asked for.</summary>
    /// <exception cref="ArgumentException">There is no such metric.</exception>
    public IReadOnlyList<IMetric> Metrics()
    {
        IReadOnlyList<string> wanted = _options.Metrics.Count > 0
            ? _options.Metrics
            : _options.Quick ? ["integrity", "udp1", "sink", "tcp1", "rtt", "idle"] : [.. _metrics.Select(m => m.Name)];
        return Choose(_metrics, wanted, m => m.Name, MetricGroups, "metric");
    }

    private static List<T> Choose<T>(
        T[] all, IReadOnlyList<string> wanted, Func<T, string> nameOf, Dictionary<string, Func<T, bool>> groups, string kind)
    {
        var chosen = new List<T>();
        foreach (string name in wanted)
        {
            bool isGroup = groups.TryGetValue(name, out Func<T, bool>? group);
            T[] found = [.. all.Where(group ?? (item => nameOf(item) == name))];
            if (found.Length == 0 && !isGroup)
            {
                throw new ArgumentException($"there is no {kind} {name}; there are {string.Join(", ", all.Select(nameOf).Concat(groups.Keys))}");
            }

            chosen.AddRange(found.Where(f => !chosen.Contains(f)));
        }

        return chosen;
    }
}
