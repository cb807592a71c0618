using System.Text;

namespace Containet.Images.Tests.Layers.Support;

/// <summary>
/// Writes archives that no honest tool would: every field is what the test says. Strings are bytes, character by character
/// (Latin-1).
/// </summary>
internal sealed class TarBuilder
{
    private readonly MemoryStream _bytes = new();

    /// <summary>The archive so far, without an end.</summary>
    public byte[] Unended => _bytes.ToArray();

    /// <summary>The archive, ended as it should be.</summary>
    public byte[] Bytes => [.. Unended, .. new byte[1024]];

    /// <summary>The archive as a stream.</summary>
    public Stream Stream => new MemoryStream(Bytes, writable: false);

    public TarBuilder File(string name, string content = "", int mode = 0x1A4, uint owner = 0) =>
        Entry('0', name, content: Encoding.Latin1.GetBytes(content), mode: mode, owner: owner);

    public TarBuilder Directory(string name, int mode = 0x1ED) => Entry('5', name, mode: mode);

    public TarBuilder SymbolicLink(string name, string target) => Entry('2', name, target);

    public TarBuilder HardLink(string name, string target) => Entry('1', name, target);

    public TarBuilder Device(string name, uint major, uint minor, char type = '3') => Entry(type, name, major: major, minor: minor);

    /// <summary>An extended header of records for what follows.</summary>
    public TarBuilder Pax(params (string Key, string Value)[] records) => Extension('x', string.Concat(records.Select(Record)));

    /// <summary>An extended header with any content.</summary>
    public TarBuilder Extension(char type, string content) =>
        Entry(type, "extension", content: Encoding.Latin1.GetBytes(content));

    /// <summary>Any entry.</summary>
    /// <param name="size">What the header says; by default the content's length.</param>
    public TarBuilder Entry(
        char type, string name, string link = "", byte[]? content = null, int mode = 0x1A4, uint owner = 0, uint group = 0,
        long? size = null, uint major = 0, uint minor = 0, Action<byte[]>? change = null)
    {
        byte[] block = new byte[512];
        Put(block, 0, 100, name);
        Put(block, 100, 8, $"{Convert.ToString(mode, 8),7}");
        Put(block, 108, 8, $"{Convert.ToString(owner, 8),7}");
        Put(block, 116, 8, $"{Convert.ToString(group, 8),7}");
        Put(block, 124, 12, $"{Convert.ToString(size ?? content?.Length ?? 0, 8),11}");
        Put(block, 136, 12, $"{Convert.ToString(1_500_000_000, 8),11}");
        block[156] = (byte)type;
        Put(block, 157, 100, link);
        Put(block, 257, 8, "ustar\000");
        Put(block, 329, 8, $"{Convert.ToString(major, 8),7}");
        Put(block, 337, 8, $"{Convert.ToString(minor, 8),7}");
        change?.Invoke(block);
        Seal(block);
        _bytes.Write(block);
        return Raw(content ?? []);
    }

    /// <summary>Bytes, filled up to a whole block.</summary>
    public TarBuilder Raw(byte[] bytes)
    {
        _bytes.Write(bytes);
        _bytes.Write(new byte[-bytes.Length & 511]);
        return this;
    }

    /// <summary>A record of an extended header: its length counts itself.</summary>
    public static string Record((string Key, string Value) record)
    {
        string rest = $" {record.Key}={record.Value}\n";
        int length = rest.Length + 1;
        while ($"{length}{rest}".Length != length)
        {
            length++;
        }

        return $"{length}{rest}";
    }

    public static void Put(byte[] block, int offset, int room, string text) =>
        Encoding.Latin1.GetBytes(text.Length > room ? text[..room] : text).CopyTo(block, offset);

    /// <summary>Sets a header's checksum.</summary>
    public static void Seal(Span<byte> block)
    {
        Span<byte> checksum = block.Slice(148, 8);
        checksum.Fill((byte)' ');
        int sum = 0;
        foreach (byte value in block)
        {
            sum += value;
        }

        Encoding.Latin1.GetBytes($"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ").CopyTo(checksum);
    }
}
