namespace Containode.Oci;

/// <summary>A program that is given the state on its standard input.</summary>
internal sealed record BundleHook
{
    public string? Path { get; init; }

    public IReadOnlyList<string>? Args { get; init; }

    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>Seconds.</summary>
    public int? Timeout { get; init; }
}
