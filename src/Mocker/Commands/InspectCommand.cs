using System.CommandLine;
using System.Text.Json;
using Containet.Images.Store;

namespace Mocker.Commands;

/// <summary><c>mocker inspect REF</c>: all that is known of an image.</summary>
internal static class InspectCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var reference = new Argument<string>("REF") { Description = "an image in the store: its name, or the beginning of its id" };
        var command = new Command("inspect", "Describe an image in the store, as JSON.") { reference };
        command.SetAction(result =>
        {
            ImageStore store = StoreOption.Open(result);
            using StoredImage image = store.OpenImage(store.Get(result.GetRequiredValue(reference)));
            terminal.Output.WriteLine(JsonSerializer.Serialize(Describe(store, image), InspectJsonContext.Default.InspectJson));
        });
        return command;
    }

    private static InspectJson Describe(ImageStore store, StoredImage image) => new()
    {
        Name = image.Record.Name.ToString(),
        Id = image.Id.ToString(),
        Manifest = image.Record.Manifest.ToString(),
        Source = image.Record.Source.ToString(),
        Platform = image.Config.Platform.ToString(),
        Created = image.Config.Created,
        Stored = image.Record.Stored,
        User = image.Config.User,
        Environment = image.Config.Environment,
        Entrypoint = image.Config.Entrypoint,
        Command = image.Config.Command,
        WorkingDirectory = image.Config.WorkingDirectory,
        Volumes = image.Config.Volumes,
        Ports = image.Config.Ports,
        StopSignal = image.Config.StopSignal,
        Labels = image.Config.Labels,
        Layers = [.. image.Manifest.Layers.Zip(image.Layers).Select(pair => Describe(store, pair.First, pair.Second))],
    };

    private static InspectLayerJson Describe(ImageStore store, Containet.Images.Manifests.Descriptor blob, StoredLayer layer)
    {
        LayerFacts facts = store.FactsOf(layer.DiffId) ?? new LayerFacts();
        return new InspectLayerJson
        {
            Digest = blob.Digest.ToString(),
            MediaType = blob.MediaType,
            Bytes = blob.Size,
            DiffId = layer.DiffId.ToString(),
            Path = layer.Path,
            Entries = facts.Entries,
            FileBytes = facts.ContentBytes,
            Skipped = facts.Skipped,
        };
    }
}
