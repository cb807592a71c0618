namespace Containet.Images.Registry;

/// <summary>Part of a blob.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">Its bytes; at least one.</param>
internal readonly record struct ByteRange(long Offset, long Length);
