using System.Text.Json.Serialization;

namespace Mocker;

/// <summary>How the configuration file is read.</summary>
[JsonSourceGenerationOptions(UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Configuration))]
internal sealed partial class ConfigurationJsonContext : JsonSerializerContext;
