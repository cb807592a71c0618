using System.CommandLine;
using Containet.Images.Manifests;
using Containet.Images.Pulling;
using Containet.Images.References;
using Containet.Images.Registry;
using Containet.Images.Store;
using Mocker.Progress;

namespace Mocker.Commands;

/// <summary><c>mocker pull REF</c>: from a registry into the store.</summary>
internal sealed class PullCommand
{
    private readonly Terminal _terminal;
    private readonly RegistryArguments _registry = new();

    private readonly Argument<string> _reference = new("REF") { Description = "the image: ubuntu, quay.io/a/b:tag, host:5000/a/b@sha256:…" };

    private readonly Option<string?> _platform = new("--platform")
    {
        Description = "what the image is to run on, as in linux/arm64; by default this machine",
        HelpName = "OS/ARCH",
    };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "show no progress" };

    private readonly Option<bool> _json = new("--json") { Description = "show progress as JSON, an object a line" };

    private readonly Option<string?> _extract = new("--extract", "-x")
    {
        Description = "also make one plain directory of it, new or empty, as for containode -r",
        HelpName = "DIR",
    };

    private PullCommand(Terminal terminal) => _terminal = terminal;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var pull = new PullCommand(terminal);
        var command = new Command("pull", "Fetch an image, verify it, and unpack its layers into the store.")
        {
            pull._reference,
            pull._platform,
            pull._extract,
            pull._quiet,
            pull._json,
        };
        foreach (Option option in pull._registry.Options)
        {
            command.Add(option);
        }

        command.SetAction((result, cancellation) => pull.Run(result, cancellation));
        return command;
    }

    private async Task<int> Run(ParseResult result, CancellationToken cancellation)
    {
        ImageReference reference = References.Parse(result.GetRequiredValue(_reference));
        Platform? platform = null;
        if (result.GetValue(_platform) is { } text && !Platform.TryParse(text, out platform))
        {
            throw new UsageException($"--platform {text}: is not a platform (OS/ARCHITECTURE, as in linux/arm64)");
        }

        using RegistryClient client = _registry.Connect(result);
        ImageStore store = StoreOption.Open(result);
        using IReport report = Report(result);
        PullResult pulled = await new ImagePuller(store, client, report).Pull(reference, platform, cancellation);
        report.Finish(pulled);
        if (result.GetValue(_extract) is { } directory)
        {
            UnpackCommand.Unpack(store, pulled.Record, directory, _terminal, cancellation);
        }

        return 0;
    }

    private IReport Report(ParseResult result) =>
        result.GetValue(_json) ? new JsonReport(_terminal.Output)
        : result.GetValue(_quiet) ? new QuietReport(_terminal.Output)
        : _terminal.IsTerminal ? new BarReport(_terminal.Errors, _terminal.Output)
        : new LineReport(_terminal.Errors, _terminal.Output);
}
