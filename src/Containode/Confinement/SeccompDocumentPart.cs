using System.Text.Json;
using System.Text.Json.Serialization;

namespace Containode.Confinement;

/// <summary>An object of a seccomp profile. Members that nobody defined are kept, to be complained about.</summary>
internal abstract class SeccompDocumentPart
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>The objects in it; null for none.</summary>
    [JsonIgnore]
    public virtual IEnumerable<SeccompDocumentPart?> Parts => [];

    /// <summary>A member, of it or of what is in it, that nobody defined; null if there is none.</summary>
    public string? FindUnknown() =>
        Unknown?.Keys.FirstOrDefault() ?? Parts.Select(part => part?.FindUnknown()).FirstOrDefault(found => found is not null);
}
