using System.Collections.Concurrent;
using Containet.Images.Manifests;
using Containet.Images.Pulling;

namespace Mocker.Progress;

/// <summary>Progress where there is no terminal: a line when a layer begins and when it is done.</summary>
internal sealed class LineReport(TextWriter errors, TextWriter output) : IReport
{
    private readonly ConcurrentDictionary<Descriptor, long> _since = new();

    public void Begin(IReadOnlyList<Descriptor> layers) =>
        Say($"{layers.Count} layers, {Sizes.Bytes(layers.Sum(layer => layer.Size))}");

    public void Change(Descriptor layer, LayerState state)
    {
        switch (state)
        {
            case LayerState.Fetching:
                _since[layer] = Environment.TickCount64;
                break;
            case LayerState.Present:
                Say($"{Name(layer)} {Sizes.Bytes(layer.Size)} is there already");
                break;
            case LayerState.Done:
                long milliseconds = _since.TryGetValue(layer, out long begin) ? Environment.TickCount64 - begin : 0;
                Say($"{Name(layer)} {Sizes.Bytes(layer.Size)} done in {milliseconds / 1000.0:0.0} s");
                break;
        }
    }

    public void Receive(Descriptor layer, long bytes)
    {
    }

    public void Finish(PullResult result)
    {
        Say($"{result.Record.Name} {(result.IsChanged ? $"is there, {Sizes.Bytes(result.Fetched)} fetched" : "is up to date")}");
        output.WriteLine(result.Record.Manifest);
    }

    public void Dispose()
    {
    }

    /// <summary>How people call a layer.</summary>
    internal static string Name(Descriptor layer) => layer.Digest.Hex[..12];

    private void Say(string text)
    {
        lock (errors)
        {
            errors.WriteLine(text);
        }
    }
}
