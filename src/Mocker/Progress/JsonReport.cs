using System.Text.Json;
using Containet.Images.Manifests;
using Containet.Images.Pulling;

namespace Mocker.Progress;

/// <summary>Progress for programs: a JSON object a line, on the standard output.</summary>
internal sealed class JsonReport(TextWriter output) : IReport
{
    public void Begin(IReadOnlyList<Descriptor> layers) =>
        Say(new ProgressJson { Event = "begin", Layers = layers.Count, Bytes = layers.Sum(layer => layer.Size) });

    public void Change(Descriptor layer, LayerState state) =>
        Say(new ProgressJson { Event = state.ToString().ToLowerInvariant(), Layer = layer.Digest.ToString(), Bytes = layer.Size });

    public void Receive(Descriptor layer, long bytes)
    {
    }

    public void Finish(PullResult result) => Say(new ProgressJson
    {
        Event = "end",
        Name = result.Record.Name.ToString(),
        Manifest = result.Record.Manifest.ToString(),
        Changed = result.IsChanged,
        Bytes = result.Fetched,
    });

    public void Dispose()
    {
    }

    private void Say(ProgressJson json)
    {
        lock (output)
        {
            output.WriteLine(JsonSerializer.Serialize(json, ProgressJsonContext.Default.ProgressJson));
        }
    }
}
