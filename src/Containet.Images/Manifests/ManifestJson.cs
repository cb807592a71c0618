using System.Text.Json;
using System.Text.Json.Serialization;

namespace Containet.Images.Manifests;

/// <summary>A manifest or an index as it comes: every member that either may have, so that what is both at once is seen.</summary>
internal sealed class ManifestJson
{
    public int? SchemaVersion { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MediaType { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DescriptorJson? Config { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<DescriptorJson?>? Layers { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<DescriptorJson?>? Manifests { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? FsLayers { get; set; }
}
