using System.Text.Json.Serialization;

namespace Containet.Images.Registry;

/// <summary>What a token server answers (Docker's token authentication specification): the one name or the other.</summary>
internal sealed class TokenReplyJson
{
    [JsonPropertyName("token")]
    public string? Token { get; set; }

    [JsonPropertyName("access_token")]
    public string? AccessToken { get; set; }
}
