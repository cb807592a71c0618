using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Containet.DataPlane;
using Containet.DataPlane.Workers;

namespace Containet;

/// <summary>The command line: every option, its range, and what is said when it is wrong.</summary>
internal sealed class CommandLine
{
    private const string UringOf515 = "io_uring-5.15"; // not offered: for tests and measurements on a newer kernel
    private const int MaxPoll = 1_000_000; // a second of spinning is sleeping badly
    private const int SlotsAnAddress = 2; // half full, a table has room for every address in its neighbourhood
    private const int MaxAgeing = 1_000_000; // seconds; IEEE 802.1Q, table 8-6
    private static readonly SwitchOptions Defaults = new();

    private readonly Option<string> _socket = new("-s")
    {
        Description = "where to listen for containers; a socket that nobody serves is replaced",
        HelpName = "PATH",
        Required = true,
        CustomParser = result => Text(result, text => text.Length > 0, "not a path"),
    };

    private readonly Option<int> _workers = Number(
        "--workers", "N", "threads that forward frames, each on a core of its own", Defaults.Workers, 1, WorkerLimits.Workers);

    private readonly Option<string> _engine = new("--engine")
    {
        Description = "how taps are read and written: io_uring, epoll, or auto for the best that the kernel allows",
        HelpName = "NAME",
        DefaultValueFactory = _ => "auto",
        CustomParser = result => Text(result, text => text is "auto" or "io_uring" or UringOf515 or "epoll", "not one of auto, io_uring, epoll"),
    };

    private readonly Option<int> _poll = Number(
        "--poll", "MICROSECONDS", "how long an idle worker looks for work before it sleeps; without it, while that pays", null, 0, MaxPoll);

    private readonly Option<int> _ageing = Number(
        "--ageing", "SECONDS", "how long an unheard address is remembered", (int)Defaults.Ageing.TotalSeconds, 1, MaxAgeing);

    private readonly Option<int> _addresses = Number(
        "--addresses", "N", "addresses that a network remembers at most; then the oldest gives way", Defaults.MaxMacSlots / SlotsAnAddress, 1024, 1 << 24);

    private readonly Option<string> _placement = new("--placement")
    {
        Description = "whether ports that talk much are moved to one thread: auto, or fixed for never",
        HelpName = "HOW",
        DefaultValueFactory = _ => "auto",
        CustomParser = result => Text(result, text => text is "auto" or "fixed", "not one of auto, fixed"),
    };

    private readonly Option<string> _queues = new("--queues")
    {
        Description = "how many queues taps are asked to have: one, or each for one each worker",
        HelpName = "HOW",
        DefaultValueFactory = _ => "one",
        CustomParser = result => Text(result, text => text is "one" or "each", "not one of one, each"),
    };

    private readonly Option<string> _mode = new("--socket-mode")
    {
        Description = "permissions of PATH in octal: who may write to it controls the switch",
        HelpName = "MODE",
        DefaultValueFactory = _ => "0600",
        CustomParser = result => Text(result, IsMode, "not permissions in octal, as 0660"),
    };

    private readonly RootCommand _command;

    public CommandLine()
    {
        _command = new RootCommand("An Ethernet switch for containers: joins the taps that they hand it.")
        {
            _socket, _workers, _engine, _queues, _placement, _poll, _ageing, _addresses, _mode,
        };
    }

    /// <summary>Reads the command line.</summary>
    /// <param name="arguments">The program's arguments.</param>
    /// <param name="output">Where help goes that was asked for.</param>
    /// <param name="error">Where a complaint and the usage go.</param>
    /// <param name="status">What to exit with if there are no options: 0 for help, 2 for a mistake.</param>
    public Options? Parse(string[] arguments, TextWriter output, TextWriter error, out int status)
    {
        var configuration = new ParserConfiguration { ResponseFileTokenReplacer = null };
        ParseResult result = _command.Parse(arguments, configuration);
        if (Mistake(result) is { } mistake)
        {
            error.WriteLine($"containet: {mistake}");
            _command.Parse("--help").Invoke(new InvocationConfiguration { Output = error, Error = error });
            status = 2;
            return null;
        }

        status = 0;
        if (result.Action is not null)
        {
            // --help and --version.
            status = result.Invoke(new InvocationConfiguration { Output = output, Error = error });
            return null;
        }

        var options = new SwitchOptions
        {
            Workers = result.GetValue(_workers),
            Engine = result.GetValue(_engine) switch
            {
                "io_uring" => EngineKind.Uring,
                UringOf515 => EngineKind.Uring515,
                "epoll" => EngineKind.Epoll,
                _ => EngineKind.Auto,
            },
            Placement = result.GetValue(_placement) == "fixed" ? PlacementKind.Fixed : PlacementKind.Auto,
            Queues = result.GetValue(_queues) == "each" ? QueueChoice.Each : QueueChoice.One,
            Poll = result.GetResult(_poll) is null ? Defaults.Poll : TimeSpan.FromMicroseconds(result.GetValue(_poll)),
            MaxMacSlots = (int)BitOperations.RoundUpToPowerOf2((uint)(SlotsAnAddress * result.GetValue(_addresses))),
            Ageing = TimeSpan.FromSeconds(result.GetValue(_ageing)),
        };
        return new Options(result.GetRequiredValue(_socket), Convert.ToInt32(result.GetValue(_mode), 8), options);
    }

    private string? Mistake(ParseResult result) =>
        result.Errors.Count > 0 ? result.Errors[0].Message
        : result.Action is null && result.GetValue(_queues) == "each" && result.GetValue(_workers) > SwitchLimits.Queues
            ? $"--queues each: a tap has at most {SwitchLimits.Queues} queues, fewer than {result.GetValue(_workers)} workers"
        : null;

    private static Option<int> Number(string name, string unit, string description, int? usual, int least, int most)
    {
        var option = new Option<int>(name)
        {
            Description = $"{description} ({least} to {most})",
            HelpName = unit,
            CustomParser = result => ParseNumber(result, name, least, most),
        };
        option.DefaultValueFactory = usual is { } value ? _ => value : null;
        return option;
    }

    private static int ParseNumber(ArgumentResult result, string name, int least, int most)
    {
        string text = result.Tokens[^1].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
        {
            return number;
        }

        result.AddError($"{name} {text}: not a number from {least} to {most}");
        return least;
    }

    private static string Text(ArgumentResult result, Func<string, bool> isValid, string wrong)
    {
        string text = result.Tokens[^1].Value;
        if (!isValid(text))
        {
            result.AddError($"{((OptionResult)result.Parent!).Option.Name} {(text.Length == 0 ? "''" : text)}: {wrong}");
        }

        return text;
    }

    private static bool IsMode(string text) =>
        text.Length is 3 or 4 && text.All(c => c is >= '0' and <= '7') && (text.Length == 3 || text[0] == '0');
}
