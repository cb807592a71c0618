namespace Containet.Images.Manifests;

/// <summary>An index: one image in several forms, usually one a platform.</summary>
/// <param name="Manifests">The forms, in the index's order.</param>
public sealed record ImageIndex(IReadOnlyList<Descriptor> Manifests) : Manifest
{
    /// <summary>The manifest that runs best on a platform: the first of equals; null if none does.</summary>
    public Descriptor? Choose(Platform platform) => Manifests
        .Where(entry => entry.Platform is not null && MediaTypes.IsManifest(entry.MediaType))
        .Select(entry => (Entry: entry, Fit: platform.Suits(entry.Platform!)))
        .Where(candidate => candidate.Fit > 0)
        .OrderByDescending(candidate => candidate.Fit)
        .Select(candidate => candidate.Entry)
        .FirstOrDefault();
}
