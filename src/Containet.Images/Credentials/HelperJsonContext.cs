using System.Text.Json.Serialization;

namespace Containet.Images.Credentials;

/// <summary>How helpers' credentials are read and written.</summary>
[JsonSerializable(typeof(HelperCredentialJson))]
internal sealed partial class HelperJsonContext : JsonSerializerContext;
