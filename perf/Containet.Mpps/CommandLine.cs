using System.CommandLine;

namespace Containet.Mpps;

/// <summary>The command line.</summary>
internal sealed class CommandLine
{
    private readonly Option<bool> _quick = new("--quick") { Description = "under two minutes: the main targets and metrics, fewer rounds" };

    private readonly Option<string[]> _metrics = List("--metric", "what to measure: integrity, udp1, udp8, udp64 (or udp), sink, sink-generic (or sinks), tcp1, tcp1r, tcp4, tcp4r (or tcp), rtt, idle, start, zeroloss, broadcast, learning, caching (or rfc), ports2, ports10 … (or ports), addresses1024 … (or addresses)");

    private readonly Option<string[]> _targets = List("--target", "what to measure it on: containet (or one of its variants), bridge, bridge-nf, vde, ovs, floor, floor-spin, veth");

    private readonly Option<int> _rounds = new("--rounds") { Description = "how often", HelpName = "N" };

    private readonly Option<double> _seconds = new("--seconds") { Description = "how long each load lasts", HelpName = "S" };

    private readonly Option<string?> _out = new("--out") { Description = "a folder for the JSON and the plots", HelpName = "DIR" };

    private readonly Option<string?> _json = new("--json") { Description = "a file for the JSON", HelpName = "FILE" };

    private readonly Option<string?> _compare = new("--compare") { Description = "an earlier run's JSON, to put beside this one", HelpName = "FILE" };

    private readonly Option<string?> _table = new("--table") { Description = "measure nothing: print this run's JSON as a table in Markdown", HelpName = "FILE" };

    private readonly Option<string?> _into = new("--into") { Description = "with --table: put it between the marks in this file", HelpName = "README" };

    private readonly Option<string> _programs = new("--programs")
    {
        Description = "the folder with the published programs",
        HelpName = "DIR",
        DefaultValueFactory = _ => new BenchOptions().Programs,
    };

    private readonly Option<string> _sink = new("--sink")
    {
        Description = "how the sink counts: native or generic (XDP in the driver, or at the stack's entry), packet (a packet socket)",
        HelpName = "HOW",
        DefaultValueFactory = _ => new BenchOptions().Sink,
    };

    private readonly RootCommand _command;

    public CommandLine()
    {
        _sink.AcceptOnlyFromAmong("native", "generic", "packet");
        _command = new RootCommand("Measures the switch beside its rivals, in interleaved rounds, on real interfaces in namespaces of its own.")
        {
            _quick, _metrics, _targets, _rounds, _seconds, _out, _json, _compare, _table, _into, _programs, _sink,
        };
    }

    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">The program's arguments.</param>
    /// <param name="status">What to exit with if there are no options: 0 for help, 2 for a mistake.</param>
    public BenchOptions? Parse(string[] arguments, out int status)
    {
        ParseResult result = _command.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Errors.Count > 0)
        {
            Console.Error.WriteLine($"bench: {result.Errors[0].Message}");
            _command.Parse("--help").Invoke(new InvocationConfiguration { Output = Console.Error, Error = Console.Error });
            status = 2;
            return null;
        }

        status = 0;
        if (result.Action is not null)
        {
            status = result.Invoke();
            return null;
        }

        return new BenchOptions
        {
            Quick = result.GetValue(_quick),
            Metrics = Items(result.GetValue(_metrics)),
            Targets = Items(result.GetValue(_targets)),
            Rounds = result.GetValue(_rounds),
            Seconds = result.GetValue(_seconds),
            Out = result.GetValue(_out),
            Json = result.GetValue(_json),
            Compare = result.GetValue(_compare),
            Table = result.GetValue(_table),
            Into = result.GetValue(_into),
            Programs = Path.GetFullPath(result.GetValue(_programs)!),
            Sink = result.GetValue(_sink)!,
        };
    }

    private static Option<string[]> List(string name, string description) =>
        new(name) { Description = description, HelpName = "A,B,…", AllowMultipleArgumentsPerToken = false };

    private static string[] Items(string[]? values) =>
        [.. (values ?? []).SelectMany(v => v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}
