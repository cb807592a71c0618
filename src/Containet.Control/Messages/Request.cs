using System.Text.Json;

namespace Containet.Control;

/// <summary>One request.</summary>
/// <param name="Id">Echoed by the reply: a string or a number; null if none.</param>
/// <param name="Token">The node's token; null if none (the empty one is none too).</param>
/// <param name="Command">What is asked for.</param>
public sealed record Request(JsonElement? Id, string? Token, Command Command);
