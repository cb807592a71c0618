using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Containet.Images.References;

/// <summary>
/// A content digest, <c>sha256:9f86d0…</c> (OCI image specification, descriptor, "Digests"). Only algorithms that can be
/// checked are accepted, each with exactly its number of lower-case hexadecimal digits, so that a digest may safely become
/// part of a file's name.
/// </summary>
/// <param name="Algorithm"><c>sha256</c>, <c>sha384</c> or <c>sha512</c>.</param>
/// <param name="Hex">The value: 64, 96 or 128 lower-case hexadecimal digits.</param>
public sealed record Digest(string Algorithm, string Hex)
{
    /// <summary>The algorithms that there are.</summary>
    public static readonly string[] Algorithms = ["sha256", "sha384", "sha512"];

    /// <summary>Parses <c>algorithm:hex</c>.</summary>
    /// <param name="text">The digest's text.</param>
    /// <param name="digest">The digest; null on failure.</param>
    /// <param name="error">What is wrong; null on success.</param>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out Digest? digest,
        [NotNullWhen(false)] out string? error)
    {
        digest = null;
        int colon = text.IndexOf(':');
        if (colon < 0)
        {
            error = $"the digest \"{text}\" has no algorithm (sha256:…)";
            return false;
        }

        string algorithm = text[..colon];
        string hex = text[(colon + 1)..];
        int digits = algorithm switch { "sha256" => 64, "sha384" => 96, "sha512" => 128, _ => 0 };
        if (digits == 0)
        {
            error = $"the digest's algorithm \"{algorithm}\" is not sha256, sha384 or sha512";
            return false;
        }

        if (hex.Length != digits || !hex.All(char.IsAsciiHexDigitLower))
        {
            error = $"a {algorithm} digest has {digits} hexadecimal digits, in lower case";
            return false;
        }

        digest = new Digest(algorithm, hex);
        error = null;
        return true;
    }

    /// <summary>The sha256 digest of bytes in memory.</summary>
    public static Digest Of(ReadOnlySpan<byte> content) => new("sha256", Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>Begins to compute a digest of this one's algorithm, to compare with it.</summary>
    internal IncrementalHash BeginHash() => IncrementalHash.CreateHash(Algorithm switch
    {
        "sha256" => HashAlgorithmName.SHA256,
        "sha384" => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    });

    /// <summary>Whether what was hashed is what this digest names.</summary>
    internal bool Matches(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetCurrentHash()) == Hex;

    /// <summary>Whether the bytes are what this digest names.</summary>
    internal bool Matches(ReadOnlySpan<byte> content)
    {
        using IncrementalHash hash = BeginHash();
        hash.AppendData(content);
        return Matches(hash);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Algorithm}:{Hex}";
}
