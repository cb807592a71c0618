using System.Text.Json.Serialization;

namespace Containet.Images.Store;

/// <summary>How the store's own files are written and read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ImageRecordJson))]
[JsonSerializable(typeof(LayerFacts))]
internal sealed partial class StoreJsonContext : JsonSerializerContext;
