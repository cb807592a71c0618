using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using static Containet.Linux.Bindings.Native;

namespace Containode.Confinement;

/// <summary>A filter as JSON has it, for more programs to be put under it: base64 of its flags (32 bits, padded to 64) and its instructions.</summary>
internal sealed class SystemCallFilterJson : JsonConverter<SystemCallFilter>
{
    private const int InstructionSize = 8;

    /// <inheritdoc/>
    public override SystemCallFilter? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        byte[] bytes = reader.GetBytesFromBase64();
        return bytes.Length >= InstructionSize && bytes.Length % InstructionSize == 0
            ? SystemCallFilter.Of(MemoryMarshal.Cast<byte, sock_filter>(bytes.AsSpan(InstructionSize)), MemoryMarshal.Read<uint>(bytes))
            : throw new JsonException("not a filter");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SystemCallFilter value, JsonSerializerOptions options)
    {
        ReadOnlySpan<byte> instructions = MemoryMarshal.AsBytes(value.Instructions);
        byte[] bytes = new byte[InstructionSize + instructions.Length];
        MemoryMarshal.Write(bytes, value.Flags);
        instructions.CopyTo(bytes.AsSpan(InstructionSize));
        writer.WriteBase64StringValue(bytes);
    }
}
