using System.Text.Json.Serialization;

namespace Containode.Oci;

/// <summary>How bundles' files and the state are read and written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BundleConfig))]
[JsonSerializable(typeof(BundleProcess))]
[JsonSerializable(typeof(OciState))]
[JsonSerializable(typeof(OciLogLine))]
internal sealed partial class OciJson : JsonSerializerContext;
