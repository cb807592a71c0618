namespace Containet.Images.Layers.Tar;

/// <summary>Bytes of many small pieces one after another, kept until all are forgotten at once. One thread.</summary>
internal sealed class ByteArena
{
    private byte[] _bytes = new byte[4096];
    private int _used;

    /// <summary>A piece, until the next is added.</summary>
    public ReadOnlySpan<byte> this[Range piece] => _bytes.AsSpan(0, _used)[piece];

    /// <summary>Adds a piece.</summary>
    /// <returns>Where it is.</returns>
    public Range Add(ReadOnlySpan<byte> piece)
    {
        if (_bytes.Length - _used < piece.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + piece.Length));
        }

        piece.CopyTo(_bytes.AsSpan(_used));
        _used += piece.Length;
        return (_used - piece.Length).._used;
    }

    /// <summary>Forgets all pieces.</summary>
    public void Clear() => _used = 0;
}
