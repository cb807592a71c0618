using System.Diagnostics.CodeAnalysis;

namespace Containet.Images.References;

/// <summary>
/// The name of an image, complete: the registry's host, the repository on it, and a tag, a digest, or both.
/// <para>
/// People write less (<c>ubuntu</c>); what is left out is filled in as Docker's clients do: the registry is
/// <c>docker.io</c>, a repository without a folder there is in <c>library/</c>, and the tag is <c>latest</c> unless there
/// is a digest. The first component is a registry only if it could not be a folder: it has a dot, a colon or a capital
/// letter, or is <c>localhost</c>. The text form is complete too, and parses to the same reference.
/// </para>
/// Pure and immutable. The grammar is that of github.com/distribution/reference, narrowed where a name that it allows
/// could not be used anyway (ports beyond 65535, digests of algorithms that nobody can check).
/// </summary>
public sealed record ImageReference
{
    /// <summary>The registry of references that name none.</summary>
    public const string DefaultRegistry = "docker.io";

    /// <summary>The tag of references that have neither tag nor digest.</summary>
    public const string DefaultTag = "latest";

    private const string LegacyRegistry = "index.docker.io";
    private const string OfficialFolder = "library/";

    private ImageReference(string registry, string repository, string? tag, Digest? digest)
    {
        Registry = registry;
        Repository = repository;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>The registry: a host name or address, with a port if one was given.</summary>
    public string Registry { get; }

    /// <summary>The repository's path on the registry, 1 to 255 characters.</summary>
    public string Repository { get; }

    /// <summary>The tag, 1 to 128 characters; null only where there is a digest.</summary>
    public string? Tag { get; }

    /// <summary>The digest of the manifest that is meant, which outranks the tag; null if none was given.</summary>
    public Digest? Digest { get; }

    /// <summary>Parses a reference as people write it.</summary>
    /// <param name="text">The reference, short or complete.</param>
    /// <param name="reference">The complete reference; null on failure.</param>
    /// <param name="error">What is wrong, as the end of a sentence about the reference; null on success.</param>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out ImageReference? reference,
        [NotNullWhen(false)] out string? error)
    {
        reference = null;

        // From the end: the digest is what follows the last @, the tag what follows a colon behind the last slash.
        string name = text;
        Digest? digest = null;
        int at = name.LastIndexOf('@');
        if (at >= 0)
        {
            if (!Digest.TryParse(name[(at + 1)..], out digest, out error))
            {
                return false;
            }

            name = name[..at];
        }

        string? tag = null;
        int colon = name.LastIndexOf(':');
        if (colon > name.LastIndexOf('/'))
        {
            tag = name[(colon + 1)..];
            name = name[..colon];
        }

        (string registry, string repository) = SplitRegistry(name);
        error = (text.Contains("://") ? "it is a URL; leave out what stands before the host" : null)
            ?? ReferenceGrammar.CheckRepository(repository)
            ?? ReferenceGrammar.CheckRegistry(registry)
            ?? (tag is null ? null : ReferenceGrammar.CheckTag(tag))
            ?? (IsImageId(text) ? "64 hexadecimal digits are an image's id, not a name" : null);
        if (error is not null)
        {
            return false;
        }

        if (registry == DefaultRegistry && !repository.Contains('/'))
        {
            repository = OfficialFolder + repository;
            error = ReferenceGrammar.CheckRepository(repository);
            if (error is not null)
            {
                return false;
            }
        }

        reference = new ImageReference(registry, repository, tag ?? (digest is null ? DefaultTag : null), digest);
        return true;
    }

    /// <summary>The canonical form: <c>registry/repository[:tag][@digest]</c>.</summary>
    public override string ToString() =>
        $"{Registry}/{Repository}{(Tag is null ? "" : ":" + Tag)}{(Digest is null ? "" : "@" + Digest)}";

    private static (string Registry, string Repository) SplitRegistry(string name)
    {
        int slash = name.IndexOf('/');
        if (slash < 0)
        {
            return (DefaultRegistry, name);
        }

        string first = name[..slash];
        bool isHost = first == "localhost" || first.AsSpan().ContainsAny('.', ':') || first.Any(char.IsAsciiLetterUpper);
        return !isHost ? (DefaultRegistry, name)
            : first == LegacyRegistry ? (DefaultRegistry, name[(slash + 1)..])
            : (first, name[(slash + 1)..]);
    }

    private static bool IsImageId(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);
}
