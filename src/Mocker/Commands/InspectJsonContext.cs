using System.Text.Json.Serialization;

namespace Mocker.Commands;

/// <summary>How an image is described, over several lines.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(InspectJson))]
internal sealed partial class InspectJsonContext : JsonSerializerContext;
