using System.Text.Json.Serialization;

namespace Containet.Images.Manifests;

/// <summary>The digests of an image's uncompressed layers, the lowest first.</summary>
internal sealed class RootFsJson
{
    public string? Type { get; set; }

    [JsonPropertyName("diff_ids")]
    public List<string?>? DiffIds { get; set; }
}
