using System.CommandLine;
using Containet.Images.References;
using Containet.Images.Store;

namespace Mocker.Commands;

/// <summary><c>mocker tag REF NAME</c>: another name for an image.</summary>
internal static class TagCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var reference = new Argument<string>("REF") { Description = "an image in the store" };
        var name = new Argument<string>("NAME") { Description = "the further name" };
        var command = new Command("tag", "Give an image in the store another name.") { reference, name };
        command.SetAction(result =>
        {
            ImageReference further = References.Parse(result.GetRequiredValue(name));
            if (further.Digest is not null)
            {
                throw new UsageException($"{further}: a name with a digest means that very content, and cannot be given");
            }

            ImageStore store = StoreOption.Open(result);
            using StoredImage image = store.OpenImage(store.Get(result.GetRequiredValue(reference)));
            store.Put(image.Record with { Name = further, Stored = DateTimeOffset.UtcNow });
            terminal.Output.WriteLine(further);
        });
        return command;
    }
}
