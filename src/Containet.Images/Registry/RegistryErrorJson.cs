using System.Text.Json.Serialization;

namespace Containet.Images.Registry;

/// <summary>One reason of a registry's.</summary>
internal sealed class RegistryErrorJson
{
    [JsonPropertyName("code")]
    public string? Code { get; set; }

    [JsonPropertyName("message")]
    public string? Message { get; set; }
}
