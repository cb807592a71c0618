using System.Text.Json.Serialization;

namespace Containet.Images.Archives;

/// <summary>How a docker-archive's own file is read and written; its names are in Pascal case.</summary>
[JsonSourceGenerationOptions(AllowDuplicateProperties = false, MaxDepth = 16)]
[JsonSerializable(typeof(List<DockerArchiveJson>))]
internal sealed partial class ArchiveJsonContext : JsonSerializerContext;
