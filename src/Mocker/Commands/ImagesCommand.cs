using System.CommandLine;
using Containet.Images.Manifests;
using Containet.Images.Store;

namespace Mocker.Commands;

/// <summary><c>mocker images</c>: what is in the store.</summary>
internal static class ImagesCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("images", "List the images in the store.");
        command.SetAction(result =>
        {
            ImageStore store = StoreOption.Open(result);
            foreach (ImageRecord record in store.List())
            {
                ImageManifest manifest = store.ManifestOf(record);
                terminal.Output.WriteLine($"{record.Name}\t{manifest.Config.Digest.Hex[..12]}\t{record.Platform}\t{Sizes.Bytes(manifest.Layers.Sum(layer => layer.Size))}");
            }
        });
        return command;
    }
}
