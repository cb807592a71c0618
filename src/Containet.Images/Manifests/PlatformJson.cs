using System.Text.Json.Serialization;

namespace Containet.Images.Manifests;

/// <summary>A platform as it comes.</summary>
internal sealed class PlatformJson
{
    public string? Os { get; set; }

    public string? Architecture { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Variant { get; set; }
}
