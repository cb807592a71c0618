using Containet.Fuzz.Frames;
using Containet.Fuzz.Layers;

namespace Containet.Fuzz;

/// <summary>All targets, and their corpora.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<IFuzzTarget> All { get; } = [new FramePathTarget(), new LayerFuzzTarget()];

    public static IFuzzTarget Named(string name) =>
        All.FirstOrDefault(target => target.Name == name)
        ?? throw new ArgumentException($"there is no target '{name}', but: {string.Join(", ", All.Select(target => target.Name))}");

    /// <summary>The committed inputs of a target, those that once failed among them.</summary>
    public static IReadOnlyList<byte[]> CorpusOf(IFuzzTarget target) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Corpus", target.Name))
            .Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
    ];
}
