using System.Text.Json;
using Containet.Control;

namespace Containetctl;

/// <summary>Rules in a file: a JSON list, or the reply that has one.</summary>
internal static class RuleFile
{
    /// <summary>Reads them; what they have counted is left out.</summary>
    /// <param name="path">Where they are; <c>-</c> for standard input.</param>
    /// <exception cref="ControlException">It cannot be read, or is something else.</exception>
    public static IReadOnlyList<RuleDescription> Read(string path)
    {
        try
        {
            string text = path == "-" ? Console.In.ReadToEnd() : File.ReadAllText(path);
            IReadOnlyList<RuleDescription>? rules = text.TrimStart().StartsWith('{')
                ? JsonSerializer.Deserialize(text, ControlJson.Default.Reply)?.Rules
                : JsonSerializer.Deserialize(text, ControlJson.Default.IReadOnlyListRuleDescription);
            return [.. (rules ?? throw new JsonException("there are no rules in it")).Select(rule => rule with { Frames = null, Bytes = null })];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ControlException(ErrorCode.BadRequest, $"rules of {path}: {e.Message}");
        }
    }
}
