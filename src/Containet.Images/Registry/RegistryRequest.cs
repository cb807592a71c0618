namespace Containet.Images.Registry;

/// <summary>One request of the registry's API.</summary>
/// <param name="Method">GET or HEAD.</param>
/// <param name="Path">What follows <c>/v2/</c>.</param>
/// <param name="Scope">What it needs permission for; empty for the registry as a whole.</param>
/// <param name="Subject">What it asks for, for messages.</param>
internal sealed record RegistryRequest(HttpMethod Method, string Path, string Scope, string Subject)
{
    /// <summary>Media types that are understood; empty for any.</summary>
    public IReadOnlyList<string> Accept { get; init; } = [];

    /// <summary>The part that is wanted; null for all.</summary>
    public ByteRange? Range { get; init; }
}
