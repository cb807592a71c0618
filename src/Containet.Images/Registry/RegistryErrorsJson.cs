using System.Text.Json.Serialization;

namespace Containet.Images.Registry;

/// <summary>What a registry says when it refuses (OCI distribution, "Error Codes").</summary>
internal sealed class RegistryErrorsJson
{
    [JsonPropertyName("errors")]
    public List<RegistryErrorJson?>? Errors { get; set; }
}
