using System.Text.Json.Serialization;

namespace Containet.Images.Registry;

/// <summary>How the answers of registries and token servers are read.</summary>
[JsonSerializable(typeof(TokenReplyJson))]
[JsonSerializable(typeof(RegistryErrorsJson))]
internal sealed partial class RegistryJsonContext : JsonSerializerContext;
