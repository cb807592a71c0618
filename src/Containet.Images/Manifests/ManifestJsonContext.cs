using System.Text.Json.Serialization;

namespace Containet.Images.Manifests;

/// <summary>
/// How manifests and configs are read. A member that comes twice is refused: two readers could take different ones for the
/// true one.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    MaxDepth = 32,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ManifestJson))]
[JsonSerializable(typeof(ImageConfigJson))]
internal sealed partial class ManifestJsonContext : JsonSerializerContext;
