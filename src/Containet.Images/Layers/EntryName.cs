namespace Containet.Images.Layers;

/// <summary>
/// An entry's name, taken apart: the directories that lead to it, and its own. Blank parts and <c>.</c> are left out, a leading
/// slash too; a <c>..</c> is refused, since no honest archive needs one. Filled again for every entry. One thread.
/// </summary>
internal sealed class EntryName(LayerLimits limits)
{
    private byte[] _bytes = new byte[256];
    private int _length;
    private int _base;

    /// <summary>All of it, parts divided by one slash each; empty of the root itself.</summary>
    public ReadOnlySpan<byte> Whole => _bytes.AsSpan(0, _length);

    /// <summary>The directories that lead to it; empty of what lies in the root.</summary>
    public ReadOnlySpan<byte> Parent => _bytes.AsSpan(0, Math.Max(_base - 1, 0));

    /// <summary>Its name in its directory.</summary>
    public ReadOnlySpan<byte> Base => _bytes.AsSpan(_base, _length - _base);

    /// <summary>Whether it is the root itself.</summary>
    public bool IsRoot => _length == 0;

    /// <summary>Takes a name apart.</summary>
    /// <exception cref="LayerException">It leads elsewhere, is too long or too deep, or has a zero byte in it.</exception>
    public void Set(ReadOnlySpan<byte> name)
    {
        if (name.Length > limits.NameBytes || name.Contains((byte)0))
        {
            throw new LayerException(name, name.Length > limits.NameBytes
                ? $"a name of {name.Length} bytes; the most is {limits.NameBytes}"
                : "its name has a zero byte in it");
        }

        if (name.Length > _bytes.Length)
        {
            _bytes = new byte[limits.NameBytes];
        }

        _length = _base = 0;
        int depth = 0;
        for (ReadOnlySpan<byte> rest = name; PathParts.Next(ref rest, out ReadOnlySpan<byte> part);)
        {
            if (part.SequenceEqual(".."u8))
            {
                throw new LayerException(name, "a name with '..' in it leads out of its directory");
            }

            // A whiteout is as much longer as what says that it is one.
            bool isTooLong = part.Length > limits.PartBytes + (part.StartsWith(WhiteoutName.Prefix) ? WhiteoutName.Prefix.Length : 0);
            if (isTooLong || ++depth > limits.Depth)
            {
                throw new LayerException(name, isTooLong
                    ? $"a part of its name is {part.Length} bytes long; the most is {limits.PartBytes}"
                    : $"nested deeper than {limits.Depth} directories");
            }

            Append(part);
        }
    }

    private void Append(ReadOnlySpan<byte> part)
    {
        if (_length > 0)
        {
            _bytes[_length++] = (byte)'/';
        }

        _base = _length;
        part.CopyTo(_bytes.AsSpan(_length));
        _length += part.Length;
    }
}
