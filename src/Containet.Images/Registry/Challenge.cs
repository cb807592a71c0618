using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;

namespace Containet.Images.Registry;

/// <summary>What a registry wants to see before it answers (RFC 9110, section 11.6.1; RFC 6750). Pure.</summary>
/// <param name="Scheme"><c>bearer</c> or <c>basic</c>.</param>
/// <param name="Parameters">Its parameters, by name in lower case.</param>
internal sealed record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    private const int MaxParameters = 16;

    /// <summary>The challenge to meet among those of an answer: a token if that will do, else a password; null if neither will.</summary>
    public static Challenge? Choose(IEnumerable<AuthenticationHeaderValue> challenges)
    {
        Challenge[] all = [.. challenges.Select(header => new Challenge(header.Scheme.ToLowerInvariant(), Parse(header.Parameter ?? "")))];
        return all.FirstOrDefault(challenge => challenge.Scheme == "bearer" && challenge.Parameters.ContainsKey("realm"))
            ?? all.FirstOrDefault(challenge => challenge.Scheme == "basic");
    }

    /// <summary>A parameter's value.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out string? value) => Parameters.TryGetValue(name, out value);

    // name=token or name="quoted \" text", separated by commas; what is malformed ends the list.
    private static Dictionary<string, string> Parse(string text)
    {
        var parameters = new Dictionary<string, string>();
        int i = 0;
        while (i < text.Length && parameters.Count < MaxParameters)
        {
            int equals = text.IndexOf('=', i);
            if (equals < 0)
            {
                break;
            }

            string name = text[i..equals].Trim(' ', '\t', ',').ToLowerInvariant();
            (string value, i) = ParseValue(text, equals + 1);
            parameters.TryAdd(name, value);
        }

        return parameters;
    }

    private static (string Value, int End) ParseValue(string text, int start)
    {
        if (start >= text.Length || text[start] != '"')
        {
            int comma = text.IndexOf(',', start);
            int end = comma < 0 ? text.Length : comma;
            return (text[start..end].Trim(), Math.Min(end + 1, text.Length));
        }

        var value = new System.Text.StringBuilder();
        int i = start + 1;
        for (; i < text.Length && text[i] != '"'; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
            }

            value.Append(text[i]);
        }

        return (value.ToString(), Math.Min(i + 1, text.Length));
    }
}
