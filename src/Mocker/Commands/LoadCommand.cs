using System.CommandLine;
using Containet.Images.Archives;
using Containet.Images.Store;
using Mocker.Progress;

namespace Mocker.Commands;

/// <summary><c>mocker load PATH</c>: images from an archive.</summary>
internal static class LoadCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var path = new Argument<string>("PATH") { Description = "an OCI layout (directory or archive) or a docker-archive; - for the standard input" };
        var name = new Option<string?>("--name") { Description = "the image's name, instead of the one in the archive", HelpName = "REF" };
        var command = new Command("load", "Take images from an archive into the store.") { path, name };
        command.SetAction(async (result, cancellation) =>
        {
            ImageStore store = StoreOption.Open(result);
            using var progress = new QuietReport(terminal.Output);
            var given = result.GetValue(name) is { } text ? References.Parse(text) : null;
            foreach (ImageRecord record in await new ImageLoader(store, progress).Load(result.GetRequiredValue(path), given, cancellation))
            {
                terminal.Output.WriteLine(record.Name);
            }
        });
        return command;
    }
}
