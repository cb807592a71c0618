using System.Text.Json;
using System.Text.Json.Serialization;
using Containode.Options;

namespace Containode.Confinement;

/// <summary>A set of processors as JSON has it: a text.</summary>
internal sealed class CpuListJson : JsonConverter<CpuList>
{
    /// <inheritdoc/>
    public override CpuList? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return CpuList.Parse(reader.GetString() ?? "");
        }
        catch (UsageException wrong)
        {
            throw new JsonException(wrong.Message, wrong);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, CpuList value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
