using System.CommandLine;
using Containet.Images.Pulling;
using Containet.Images.Store;

namespace Mocker.Commands;

/// <summary><c>mocker unpack REF DIR</c>: an image as one plain directory.</summary>
internal static class UnpackCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var reference = new Argument<string>("REF") { Description = "an image in the store" };
        var directory = new Argument<string>("DIR") { Description = "the directory, new or empty" };
        var command = new Command("unpack", "Make one plain directory of an image, as for containode -r.") { reference, directory };
        command.SetAction((result, cancellation) =>
        {
            ImageStore store = StoreOption.Open(result);
            ImageRecord record = store.Get(result.GetRequiredValue(reference));
            string target = result.GetRequiredValue(directory);
            return Task.Run(() => Unpack(store, record, target, terminal, cancellation), CancellationToken.None);
        });
        return command;
    }

    /// <summary>Makes the directory and says what was left out.</summary>
    public static void Unpack(ImageStore store, ImageRecord record, string directory, Terminal terminal, CancellationToken cancellation)
    {
        using StoredImage image = store.OpenImage(record);
        foreach (string line in PlainUnpacker.Unpack(store, image, directory, cancellation))
        {
            terminal.Complain(line);
        }
    }
}
