using System.Text.Json.Serialization;

namespace Mocker.Commands;

/// <summary>How answers for programs are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImageJson))]
internal sealed partial class MockerJsonContext : JsonSerializerContext;
