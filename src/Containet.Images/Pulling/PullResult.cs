using Containet.Images.Store;

namespace Containet.Images.Pulling;

/// <summary>What a pull has led to.</summary>
/// <param name="Record">The image.</param>
/// <param name="IsChanged">Whether anything had to be fetched or unpacked, or the name stands for something else now.</param>
/// <param name="Fetched">Bytes of layers that were fetched.</param>
public sealed record PullResult(ImageRecord Record, bool IsChanged, long Fetched);
