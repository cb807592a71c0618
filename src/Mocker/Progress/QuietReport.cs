using Containet.Images.Manifests;
using Containet.Images.Pulling;

namespace Mocker.Progress;

/// <summary>No progress; in the end the manifest's digest, for programs.</summary>
internal sealed class QuietReport(TextWriter output) : IReport
{
    public void Begin(IReadOnlyList<Descriptor> layers)
    {
    }

    public void Change(Descriptor layer, LayerState state)
    {
    }

    public void Receive(Descriptor layer, long bytes)
    {
    }

    public void Finish(PullResult result) => output.WriteLine(result.Record.Manifest);

    public void Dispose()
    {
    }
}
