using Containet.Images.References;

namespace Containet.Images.Store;

/// <summary>What a name stands for in the store. Written whole, after everything that it refers to.</summary>
/// <param name="Name">The canonical reference.</param>
/// <param name="Manifest">The manifest for the platform.</param>
/// <param name="Source">What the registry had under the name: the same manifest, or the index that it was chosen from.</param>
/// <param name="Platform">The platform that was asked for.</param>
/// <param name="Stored">When the name was last given this meaning, UTC.</param>
public sealed record ImageRecord(ImageReference Name, Digest Manifest, Digest Source, string Platform, DateTimeOffset Stored);
