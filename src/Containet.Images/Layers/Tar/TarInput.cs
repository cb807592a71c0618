namespace Containet.Images.Layers.Tar;

/// <summary>
/// The bytes of an archive, each handed out once, from a buffer that is small enough to stay in the processor's cache: what is
/// large is written to its file from there. One thread.
/// </summary>
internal sealed class TarInput
{
    private const int Capacity = 256 * 1024;

    private readonly Stream _stream;
    private readonly long _most;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(Capacity);
    private int _start;
    private int _end;

    /// <summary>Reads a stream from where it stands.</summary>
    /// <param name="stream">The archive, uncompressed.</param>
    /// <param name="most">How many bytes it may have.</param>
    public TarInput(Stream stream, long most)
    {
        _stream = stream;
        _most = most;
    }

    /// <summary>How many bytes came from the stream so far.</summary>
    public long Received { get; private set; }

    /// <summary>Hands out exactly so many bytes.</summary>
    /// <returns>They, until the next call; or nothing if the stream ended before the first of them.</returns>
    /// <exception cref="LayerException">It ended within them.</exception>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (_end - _start < count)
        {
            MakeRoom();
            while (_end - _start < count)
            {
                if (!Fill())
                {
                    return _start == _end ? [] : throw Truncated();
                }
            }
        }

        _start += count;
        return _buffer.AsSpan(_start - count, count);
    }

    /// <summary>Hands out what there is, at least one byte.</summary>
    /// <param name="most">At most so many; not 0.</param>
    /// <exception cref="LayerException">The stream has ended.</exception>
    public ReadOnlySpan<byte> TakeSome(long most)
    {
        if (_start == _end)
        {
            _start = _end = 0;
            if (!Fill())
            {
                throw Truncated();
            }
        }

        int count = (int)Math.Min(most, _end - _start);
        _start += count;
        return _buffer.AsSpan(_start - count, count);
    }

    /// <summary>Passes over so many bytes.</summary>
    public void Skip(long count)
    {
        while (count > 0)
        {
            count -= TakeSome(count).Length;
        }
    }

    /// <summary>Reads to the end of the stream: who counts or hashes it sees all of it.</summary>
    public void SkipToEnd()
    {
        do
        {
            _start = _end = 0;
        }
        while (Fill());
    }

    private void MakeRoom()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
    }

    private bool Fill()
    {
        int count = _stream.Read(_buffer, _end, Capacity - _end);
        Received += count;
        _end += count;
        return Received <= _most
            ? count > 0
            : throw new LayerException($"the layer is larger than {_most} bytes, the most that one may have");
    }

    private static LayerException Truncated() => new("the layer ends in the middle of an entry");
}
