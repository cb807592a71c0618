using System.Buffers;
using System.Text.Json;

namespace Containet.Control;

/// <summary>
/// Finds where a request ends in a stream that has no other marks: at the brace that closes the first object.
/// It remembers how far it has read, so that a request that trickles in byte by byte is not read again from the start
/// each time (only a string cut in the middle is). One connection's, the control thread's.
/// </summary>
internal sealed class RequestFramer
{
    private static readonly JsonReaderOptions Reading = new() { MaxDepth = Limits.JsonDepth };

    private JsonReaderState _state = new(Reading);
    private long _read;

    /// <summary>Looks at everything that has arrived and is not consumed.</summary>
    /// <param name="input">Begins after the last request, or, once a request has begun, at its first byte.</param>
    /// <param name="start">How many bytes of white space precede the request.</param>
    /// <param name="length">How many bytes the request has, when it is complete.</param>
    /// <exception cref="JsonException">This is not a JSON object, or one too deep: the stream cannot be followed further.</exception>
    public FramingStatus Next(ReadOnlySequence<byte> input, out long start, out long length)
    {
        length = 0;
        start = CountSpace(input);
        if (start == input.Length)
        {
            return FramingStatus.Empty;
        }

        ReadOnlySequence<byte> request = input.Slice(start);
        var reader = new Utf8JsonReader(request.Slice(_read), isFinalBlock: false, _state);
        while (reader.Read())
        {
            if (reader.CurrentDepth > 0)
            {
                continue;
            }

            if (reader.TokenType == JsonTokenType.EndObject)
            {
                length = _read + reader.BytesConsumed;
                Reset();
                return FramingStatus.Complete;
            }

            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException("a request is a JSON object");
            }
        }

        _read += reader.BytesConsumed;
        _state = reader.CurrentState;
        return FramingStatus.Partial;
    }

    /// <summary>Forgets a request that has begun.</summary>
    public void Reset()
    {
        _state = new JsonReaderState(Reading);
        _read = 0;
    }

    private static long CountSpace(ReadOnlySequence<byte> input)
    {
        long count = 0;
        foreach (ReadOnlyMemory<byte> segment in input)
        {
            int other = segment.Span.IndexOfAnyExcept(" \t\r\n"u8);
            if (other >= 0)
            {
                return count + other;
            }

            count += segment.Length;
        }

        return count;
    }
}
