using System.Text.Json.Serialization;

namespace Containet.Images.Manifests;

/// <summary>An image's config as it comes (OCI image specification, "Image Configuration"); what we do not use is left out.</summary>
internal sealed class ImageConfigJson
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Created { get; set; }

    public string? Architecture { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Variant { get; set; }

    public string? Os { get; set; }

    public ImageProcessJson? Config { get; set; }

    public RootFsJson? Rootfs { get; set; }
}
