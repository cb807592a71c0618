using System.Text.Json.Serialization;

namespace Containet.Images.Manifests;

/// <summary>A descriptor as it comes.</summary>
internal sealed class DescriptorJson
{
    public string? MediaType { get; set; }

    public string? Digest { get; set; }

    public long? Size { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<string?>? Urls { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PlatformJson? Platform { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, string?>? Annotations { get; set; }
}
