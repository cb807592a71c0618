using System.Buffers;
using System.Text.Json;

namespace Containet.Control;

/// <summary>Writes requests.</summary>
internal static class RequestWriter
{
    /// <summary>The request's JSON and a newline.</summary>
    public static ReadOnlySpan<byte> Write(Command command, string? token)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, ControlJson.Writing))
        {
            writer.WriteStartObject();
            if (!string.IsNullOrEmpty(token))
            {
                writer.WriteString("authtoken", token);
            }

            writer.WritePropertyName(command.Verb);
            JsonSerializer.Serialize(writer, command, ControlJson.Default.GetTypeInfo(command.GetType())!);
            writer.WriteEndObject();
        }

        bytes.Write("\n"u8);
        return bytes.WrittenSpan;
    }
}
