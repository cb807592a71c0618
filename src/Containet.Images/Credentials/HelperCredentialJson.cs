using System.Text.Json.Serialization;

namespace Containet.Images.Credentials;

/// <summary>A credential in the helpers' protocol.</summary>
internal sealed class HelperCredentialJson
{
    [JsonPropertyName("ServerURL")]
    public string? ServerUrl { get; set; }

    [JsonPropertyName("Username")]
    public string? Username { get; set; }

    [JsonPropertyName("Secret")]
    public string? Secret { get; set; }
}
