using Containet.Images.Manifests;

namespace Containet.Images.Pulling;

/// <summary>Is told how a pull goes, by any thread.</summary>
public interface IPullProgress
{
    /// <summary>The image is known: these are its layers, the lowest first.</summary>
    void Begin(IReadOnlyList<Descriptor> layers);

    /// <summary>A layer is so far now.</summary>
    void Change(Descriptor layer, LayerState state);

    /// <summary>So many more bytes of a layer have come.</summary>
    void Receive(Descriptor layer, long bytes);
}
