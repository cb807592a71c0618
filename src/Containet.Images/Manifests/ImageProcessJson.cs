using System.Text.Json;
using System.Text.Json.Serialization;

namespace Containet.Images.Manifests;

/// <summary>How an image's program is to be run, as it comes. The names are in Pascal case there.</summary>
internal sealed class ImageProcessJson
{
    [JsonPropertyName("User")]
    public string? User { get; set; }

    [JsonPropertyName("Env")]
    public List<string?>? Env { get; set; }

    [JsonPropertyName("Entrypoint")]
    public List<string?>? Entrypoint { get; set; }

    [JsonPropertyName("Cmd")]
    public List<string?>? Cmd { get; set; }

    [JsonPropertyName("WorkingDir")]
    public string? WorkingDir { get; set; }

    [JsonPropertyName("Volumes")]
    public Dictionary<string, JsonElement>? Volumes { get; set; }

    [JsonPropertyName("ExposedPorts")]
    public Dictionary<string, JsonElement>? ExposedPorts { get; set; }

    [JsonPropertyName("Labels")]
    public Dictionary<string, string?>? Labels { get; set; }

    [JsonPropertyName("StopSignal")]
    public string? StopSignal { get; set; }
}
