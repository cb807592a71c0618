using System.Text.Json;
using System.Text.Json.Serialization;
using Containet.Images;
using Containet.Images.References;

namespace Mocker;

/// <summary>
/// What is said once for all pulls, in <c>/etc/containet/registries.json</c> or the file that <c>CONTAINET_REGISTRIES</c>
/// names: <c>{"mirrors":{"docker.io":["https://mirror.example"]},"insecure":["registry.lan:5000"]}</c>.
/// </summary>
internal sealed class Configuration
{
    private const string Usual = "/etc/containet/registries.json";

    [JsonPropertyName("mirrors")]
    public Dictionary<string, string[]> Mirrors { get; set; } = [];

    [JsonPropertyName("insecure")]
    public string[] Insecure { get; set; } = [];

    /// <summary>Reads the file; one that is not there says nothing.</summary>
    /// <exception cref="ImageException">It cannot be read.</exception>
    public static Configuration Load()
    {
        string path = Environment.GetEnvironmentVariable("CONTAINET_REGISTRIES") is { Length: > 0 } named ? named : Usual;
        try
        {
            return File.Exists(path)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(path), ConfigurationJsonContext.Default.Configuration) ?? new Configuration()
                : new Configuration();
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"cannot read {path}: {ImageException.Quote(e.Message)}", e);
        }
    }

    /// <summary>The mirrors by registry; those of the command line (<c>URL</c> or <c>HOST=URL</c>) come first.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Uri>> MirrorsWith(string[] given)
    {
        var all = given
            .Select(text => text.IndexOf('=') is > 0 and var equals && !text[..equals].Contains('/')
                ? (Registry: text[..equals], Address: text[(equals + 1)..])
                : (Registry: ImageReference.DefaultRegistry, Address: text))
            .Concat(Mirrors.SelectMany(entry => entry.Value.Select(address => (Registry: entry.Key, Address: address))));
        return all.GroupBy(mirror => mirror.Registry, mirror => ParseAddress(mirror.Address))
            .ToDictionary(group => group.Key, group => (IReadOnlyList<Uri>)[.. group]);
    }

    private static Uri ParseAddress(string text)
    {
        string full = text.Contains("://") ? text : "https://" + text;
        return Uri.TryCreate(full.EndsWith('/') ? full : full + "/", UriKind.Absolute, out Uri? address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
                ? address
                : throw new UsageException($"the mirror \"{text}\" is not an address (https://HOST)");
    }
}
