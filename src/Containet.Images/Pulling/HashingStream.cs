using System.Security.Cryptography;

namespace Containet.Images.Pulling;

/// <summary>Reads through to a source in large pieces and hashes what it gives, whatever the pieces in which it is asked.</summary>
/// <param name="source">Gives the next bytes; 0 at the end.</param>
/// <param name="hash">Gets every byte once, in order.</param>
internal sealed class HashingStream(Func<Memory<byte>, int> source, IncrementalHash hash) : ReadOnlyStream
{
    private const int Portion = 256 << 10;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(Portion);
    private int _begin;
    private int _end;

    public override int Read(Span<byte> buffer)
    {
        if (_begin == _end)
        {
            _begin = 0;
            _end = source(_buffer);
            hash.AppendData(_buffer, 0, _end);
        }

        int count = Math.Min(buffer.Length, _end - _begin);
        _buffer.AsSpan(_begin, count).CopyTo(buffer);
        _begin += count;
        return count;
    }

    /// <summary>Reads what is left, so that all of it is hashed.</summary>
    public void Drain()
    {
        do
        {
            _begin = 0;
            _end = source(_buffer);
            hash.AppendData(_buffer, 0, _end);
        }
        while (_end > 0);
    }
}
