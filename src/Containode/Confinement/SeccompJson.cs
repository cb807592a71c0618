using System.Text.Json;
using System.Text.Json.Serialization;

namespace Containode.Confinement;

/// <summary>Reading seccomp profiles without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    ReadCommentHandling = JsonCommentHandling.Skip,
    MaxDepth = 16,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SeccompDocument))]
internal sealed partial class SeccompJson : JsonSerializerContext;
