using System.Buffers;
using System.Text;

namespace Containet.Linux;

/// <summary>
/// Bytes that are meant to be UTF-8 but need not be (arguments, environment, paths) as text, and back unharmed: a byte that
/// fits nowhere becomes a lone surrogate, U+DC80 to U+DCFF, as in Python's surrogateescape (PEP 383). Any thread.
/// </summary>
public static class ByteText
{
    private const int Escape = 0xdc00;
    private const char FirstEscaped = '\udc80';
    private const char LastEscaped = '\udcff';

    private static readonly SearchValues<char> Surrogates = SearchValues.Create(
        [.. Enumerable.Range(FirstEscaped, LastEscaped - FirstEscaped + 1).Select(c => (char)c)]);

    /// <summary>Reads bytes as text.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                length = 1;
                text.Append((char)(Escape + bytes[0]));
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    /// <summary>The bytes of a text.</summary>
    public static byte[] Encode(string text)
    {
        if (text.AsSpan().IndexOfAny(Surrogates) < 0)
        {
            return Encoding.UTF8.GetBytes(text);
        }

        var bytes = new List<byte>(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (int i = 0; i < text.Length;)
        {
            if (Rune.TryGetRuneAt(text, i, out Rune rune))
            {
                bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
                i += rune.Utf16SequenceLength;
            }
            else
            {
                bytes.AddRange(text[i] is >= FirstEscaped and <= LastEscaped ? [(byte)(text[i] - Escape)] : "\ufffd"u8);
                i++;
            }
        }

        return [.. bytes];
    }
}
