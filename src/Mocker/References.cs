using Containet.Images.References;

namespace Mocker;

/// <summary>Image references on the command line.</summary>
internal static class References
{
    /// <summary>Parses one.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static ImageReference Parse(string text) => ImageReference.TryParse(text, out ImageReference? reference, out string? error)
        ? reference
        : throw new UsageException($"\"{text}\" is not an image reference: {error}");
}
