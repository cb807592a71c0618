using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Containet.Images;
using Containet.Images.Manifests;
using Containet.Images.Store;

namespace Mocker.Commands;

/// <summary><c>mocker images</c>: what is in the store.</summary>
internal static class ImagesCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var json = new Option<bool>("--json") { Description = "an object a line" };
        var command = new Command("images", "List the images in the store.") { json };
        command.SetAction(result => List(StoreOption.Open(result), terminal, result.GetValue(json)));
        return command;
    }

    private static void List(ImageStore store, Terminal terminal, bool asJson)
    {
        ImageJson[] images = [.. store.List().Select(record => Describe(store, record))];
        if (asJson)
        {
            foreach (ImageJson image in images)
            {
                terminal.Output.WriteLine(JsonSerializer.Serialize(image, MockerJsonContext.Default.ImageJson));
            }

            return;
        }

        int width = images.Select(image => image.Name.Length).Append("NAME".Length).Max();
        terminal.Output.WriteLine($"{"NAME".PadRight(width)}  {"ID",-12}  {"PLATFORM",-14}  {"PULLED",-16}  {"COMPRESSED",10}  {"FILES",8}");
        foreach (ImageJson image in images)
        {
            string when = image.Stored.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            terminal.Output.WriteLine(
                $"{image.Name.PadRight(width)}  {image.Id?[7..19] ?? "broken",-12}  {image.Platform,-14}  {when}  {Sizes.Bytes(image.CompressedBytes),10}  {Sizes.Bytes(image.FileBytes),8}");
        }
    }

    private static ImageJson Describe(ImageStore store, ImageRecord record)
    {
        var image = new ImageJson
        {
            Name = record.Name.ToString(),
            Manifest = record.Manifest.ToString(),
            Platform = record.Platform,
            Stored = record.Stored,
        };
        try
        {
            ImageManifest manifest = store.ManifestOf(record);
            image.Id = manifest.Config.Digest.ToString();
            image.CompressedBytes = manifest.Layers.Sum(layer => layer.Size);
            image.FileBytes = store.ConfigOf(manifest, image.Name).DiffIds.Sum(diffId => store.FactsOf(diffId)?.ContentBytes ?? 0);
        }
        catch (ImageException)
        {
            image.Id = null;
        }

        return image;
    }
}
