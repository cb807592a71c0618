using System.Buffers;
using Containet.Linux;

namespace Containode.Specification;

/// <summary>
/// A container's identity: unique on its switch, and its host name. By default 64 random bits as 11 base-62 digits
/// (<c>a-z A-Z 0-9</c>), the most significant first.
/// </summary>
internal static class Identity
{
    /// <summary>The longest host name label (RFC 1035); the kernel would take one more.</summary>
    public const int MaxLength = 63;

    private const string Digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private const int EncodedLength = 11; // 62^11 > 2^64

    private static readonly SearchValues<char> Allowed = SearchValues.Create(Digits + "-._");

    /// <summary>64 bits as 11 digits.</summary>
    public static string Encode(ulong bits) => string.Create(EncodedLength, bits, static (text, rest) =>
    {
        for (int i = text.Length - 1; i >= 0; i--)
        {
            (rest, ulong digit) = Math.DivRem(rest, (ulong)Digits.Length);
            text[i] = Digits[(int)digit];
        }
    });

    /// <summary>A fresh identity.</summary>
    public static string Random() => Encode(Entropy.NextUInt64());

    /// <summary>What an identity may be; null if it is fine.</summary>
    public static string? WhyNot(string identity) =>
        identity.Length is 0 or > MaxLength ? $"must have 1 to {MaxLength} characters"
        : identity.AsSpan().ContainsAnyExcept(Allowed) ? "may have only letters, digits, '-', '.' and '_'"
        : identity[0] is '-' or '.' ? $"must not start with '{identity[0]}'"
        : null;
}
