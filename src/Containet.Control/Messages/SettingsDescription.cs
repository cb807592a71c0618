using System.Text.Json.Serialization;

namespace Containet.Control;

/// <summary>What a launcher should know of the switch before it makes a tap.</summary>
/// <param name="Queues">How many queues a tap should have; one with a single queue is taken too.</param>
public sealed record SettingsDescription([property: JsonPropertyName("queues")] int Queues);
