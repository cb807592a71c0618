using Containet.Images.Manifests;
using Containet.Images.References;

namespace Containet.Images.Registry;

/// <summary>A manifest or an index as it came, and what was read in it.</summary>
/// <param name="Digest">The digest of the content.</param>
/// <param name="Content">The bytes.</param>
/// <param name="Manifest">What they say.</param>
internal sealed record FetchedManifest(Digest Digest, byte[] Content, Manifest Manifest);
