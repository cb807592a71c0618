using System.Net;
using System.Net.Sockets;

namespace Containet.Images.References;

/// <summary>
/// What the parts of an image reference may be made of (github.com/distribution/reference, reference.go). Each check
/// returns null where the part is good, and otherwise what is wrong with it. Pure.
/// </summary>
internal static class ReferenceGrammar
{
    /// <summary>Characters in a repository's path: what registries accept (RepositoryNameTotalLengthMax).</summary>
    public const int MaxRepository = 255;

    /// <summary>Characters in a tag.</summary>
    public const int MaxTag = 128;

    /// <summary>Characters in a host's name, and in each of its labels (RFC 1035, section 2.3.4).</summary>
    public const int MaxHost = 253;

    private const int MaxLabel = 63;

    /// <summary>
    /// Components joined by slashes, each of lower-case letters and digits, which a dot, one or two underscores, or any
    /// number of dashes may join.
    /// </summary>
    public static string? CheckRepository(string repository)
    {
        if (repository.Length == 0)
        {
            return "it names no repository";
        }

        if (repository.Length > MaxRepository)
        {
            return $"its repository is longer than {MaxRepository} characters";
        }

        if (repository.Any(char.IsAsciiLetterUpper))
        {
            return $"the repository \"{repository}\" must be in lower case";
        }

        return repository.Split('/').FirstOrDefault(part => !IsPathComponent(part)) is { } bad
            ? $"\"{bad}\" is not a component of a repository's path (a-z 0-9, joined by . _ __ or -)"
            : null;
    }

    /// <summary>A letter, digit or underscore, then up to 127 of those, dots and dashes.</summary>
    public static string? CheckTag(string tag) =>
        tag.Length is 0 or > MaxTag || tag[0] is '.' or '-' || !tag.All(IsTagCharacter)
            ? $"\"{tag}\" is not a tag (1 to {MaxTag} of A-Z a-z 0-9 _ . -, not beginning with . or -)"
            : null;

    /// <summary>A host name, an IPv4 address or an IPv6 address in brackets, then a colon and a port if there is one.</summary>
    public static string? CheckRegistry(string registry)
    {
        string host = registry;
        int colon = registry.LastIndexOf(':');
        if (colon > registry.LastIndexOf(']'))
        {
            string port = registry[(colon + 1)..];
            host = registry[..colon];
            if (port.Length is 0 or > 5 || !port.All(char.IsAsciiDigit) || int.Parse(port) is 0 or > ushort.MaxValue)
            {
                return $"the registry's port \"{port}\" is not a number from 1 to {ushort.MaxValue}";
            }
        }

        return IsBracketedAddress(host) || IsHostName(host) ? null : $"\"{host}\" is not a registry's host name or address";
    }

    private static bool IsPathComponent(string part)
    {
        if (part.Length == 0 || !IsLowerAlphanumeric(part[0]) || !IsLowerAlphanumeric(part[^1]))
        {
            return false;
        }

        for (int i = 0; i < part.Length;)
        {
            int start = i;
            while (i < part.Length && !IsLowerAlphanumeric(part[i]))
            {
                i++;
            }

            if (i > start && !IsSeparator(part.AsSpan(start, i - start)))
            {
                return false;
            }

            i++;
        }

        return true;
    }

    private static bool IsSeparator(ReadOnlySpan<char> text) => text is "." or "_" or "__" || !text.ContainsAnyExcept('-');

    private static bool IsLowerAlphanumeric(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);

    private static bool IsTagCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-';

    private static bool IsHostName(string host) =>
        host.Length <= MaxHost && host.Split('.').All(label =>
            label.Length is > 0 and <= MaxLabel && label[0] != '-' && label[^1] != '-'
            && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));

    private static bool IsBracketedAddress(string host) =>
        host is ['[', .., ']']
        && host.AsSpan(1, host.Length - 2) is var inner
        && !inner.Contains('%')
        && IPAddress.TryParse(inner, out IPAddress? address)
        && address.AddressFamily == AddressFamily.InterNetworkV6;
}
