using System.Text.Json.Serialization;

namespace Containode.Living;

/// <summary>How the files of the state directory are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ContainerState))]
[JsonSerializable(typeof(IReadOnlyList<ContainerReport>))]
internal sealed partial class StateJson : JsonSerializerContext;
