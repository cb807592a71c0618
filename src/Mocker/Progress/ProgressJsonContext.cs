using System.Text.Json.Serialization;

namespace Mocker.Progress;

/// <summary>How progress is written for programs.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProgressJson))]
internal sealed partial class ProgressJsonContext : JsonSerializerContext;
