using System.Globalization;
using Containode.Options;

namespace Containode.Confinement;

/// <summary>Whom <c>--user</c> names: <c>name|uid[:group|gid]</c>. What consists of digits is an id, never a name.</summary>
/// <param name="User">The user.</param>
/// <param name="Group">The group; null for the user's own.</param>
internal sealed record UserName(string User, string? Group)
{
    /// <summary>The highest id: the one above stands for "unchanged" to the kernel.</summary>
    public const uint MaxId = uint.MaxValue - 1;

    /// <summary>Reads <c>name|uid[:group|gid]</c>.</summary>
    /// <exception cref="UsageException">It is not of that form, or an id is too large.</exception>
    public static UserName Parse(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length > 2 || Array.Exists(parts, part => part.Length == 0 || part.Any(c => c is '/' or '\n' || char.IsWhiteSpace(c))))
        {
            throw new UsageException($"--user {text}: must be a name or id, and perhaps : and a group's name or id");
        }

        foreach (string part in parts)
        {
            if (IsId(part) && !TryParseId(part, out _))
            {
                throw new UsageException($"--user {text}: {part} is no id, the highest is {MaxId}");
            }
        }

        return new UserName(parts[0], parts.Length > 1 ? parts[1] : null);
    }

    /// <inheritdoc/>
    public override string ToString() => Group is null ? User : $"{User}:{Group}";

    /// <summary>Whether a text is an id by its look, however large.</summary>
    public static bool IsId(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9');

    /// <summary>Reads an id.</summary>
    /// <returns>Whether it is one: digits, and not too large.</returns>
    public static bool TryParseId(ReadOnlySpan<char> text, out uint id) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && id <= MaxId;
}
