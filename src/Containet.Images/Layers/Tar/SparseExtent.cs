namespace Containet.Images.Layers.Tar;

/// <summary>A part of a sparse file that is stored.</summary>
/// <param name="Offset">Where in the file it goes.</param>
/// <param name="Length">How many bytes it has.</param>
internal readonly record struct SparseExtent(long Offset, long Length);
