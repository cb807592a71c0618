namespace Containet.Images.Layers;

/// <summary>
/// Carries out what a layer hides of those below. What the layer has itself is never hidden, whichever comes first in the archive.
/// </summary>
internal interface IWhiteouts
{
    /// <summary>Hides a name.</summary>
    /// <param name="directory">The directory that it is in.</param>
    /// <param name="name">The name.</param>
    void Hide(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name);

    /// <summary>Hides all that a directory has.</summary>
    void HideAll(ReadOnlySpan<byte> directory);

    /// <summary>Takes note of something other than a directory that the layer has.</summary>
    void Touch(DirectoryNode parent, ReadOnlySpan<byte> name);
}
