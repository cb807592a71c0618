using System.CommandLine;
using Containet.Images.Archives;
using Containet.Images.Manifests;
using Containet.Images.Store;
using Mocker.Progress;

namespace Mocker.Commands;

/// <summary><c>mocker import FILE NAME [PROGRAM…]</c>: an image of a plain tar archive.</summary>
internal static class ImportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var path = new Argument<string>("FILE") { Description = "a tar archive of a root, compressed or not; - for the standard input" };
        var name = new Argument<string>("NAME") { Description = "the image's name" };
        var program = new Argument<string[]>("PROGRAM") { Description = "what the image runs", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("import", "Make an image of a tar archive.") { path, name, program };
        command.SetAction(async (result, cancellation) =>
        {
            var reference = References.Parse(result.GetRequiredValue(name));
            if (reference.Digest is not null)
            {
                throw new UsageException($"{reference}: a name with a digest means that very content, and cannot be given");
            }

            using var progress = new QuietReport(terminal.Output);
            ImageRecord record = await new TarImporter(StoreOption.Open(result), progress)
                .Import(result.GetRequiredValue(path), reference, Platform.Current, result.GetValue(program) ?? [], cancellation);
            terminal.Output.WriteLine(record.Name);
        });
        return command;
    }
}
