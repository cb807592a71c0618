using System.Buffers.Text;
using Containet.Linux;

namespace Containet.Images.Layers.Tar;

/// <summary>
/// An extended header (pax(1)): records that say of the next entry what its own header has no room for. What is not known here
/// is passed over. Filled again for each; values are valid until then. One thread.
/// </summary>
internal sealed class PaxHeader(LayerLimits limits)
{
    private readonly List<(Range Name, Range Value)> _attributes = [];
    private byte[] _text = new byte[1024];
    private int _length;
    private Range? _name;
    private Range? _link;

    /// <summary>Whether there has been one since the last entry.</summary>
    public bool IsSet { get; private set; }

    /// <summary>The name, if one is given.</summary>
    public ReadOnlySpan<byte> Name => _name is { } range ? _text.AsSpan(0, _length)[range] : [];

    /// <summary>What it links to, if that is given.</summary>
    public ReadOnlySpan<byte> Link => _link is { } range ? _text.AsSpan(0, _length)[range] : [];

    /// <summary>Bytes of content.</summary>
    public long? Size { get; private set; }

    /// <summary>The owning user.</summary>
    public long? Owner { get; private set; }

    /// <summary>The owning group.</summary>
    public long? Group { get; private set; }

    /// <summary>When the content last changed.</summary>
    public FileTime? Modified { get; private set; }

    /// <summary>When it was last read.</summary>
    public FileTime? Accessed { get; private set; }

    /// <summary>What is said of a sparse file.</summary>
    public PaxSparse Sparse { get; } = new();

    /// <summary>Room for the text of a header, which is then read by <see cref="Parse"/>.</summary>
    public Span<byte> Room(int length)
    {
        Clear();
        if (_text.Length < length)
        {
            _text = new byte[length];
        }

        _length = length;
        return _text.AsSpan(0, length);
    }

    /// <summary>Forgets what was said.</summary>
    public void Clear()
    {
        IsSet = false;
        _name = _link = null;
        Size = Owner = Group = null;
        Modified = Accessed = null;
        _attributes.Clear();
        Sparse.Clear();
    }

    /// <summary>Understands the text.</summary>
    /// <exception cref="LayerException">It is not made of records, or a value is none.</exception>
    public void Parse()
    {
        IsSet = true;
        for (int at = 0; at < _length;)
        {
            ReadOnlySpan<byte> rest = _text.AsSpan(at, _length - at);
            if (!Utf8Parser.TryParse(rest, out int length, out int digits)
                || digits == 0 || length <= digits + 1 || length > rest.Length || rest[digits] != ' ' || rest[length - 1] != '\n')
            {
                throw Malformed();
            }

            int key = digits + 1;
            int equals = rest[key..length].IndexOf((byte)'=');
            if (equals <= 0)
            {
                throw Malformed();
            }

            Record((at + key)..(at + key + equals), (at + key + equals + 1)..(at + length - 1));
            at += length;
        }
    }

    /// <summary>Gives an entry the extended attributes.</summary>
    public void CopyAttributes(TarEntry entry)
    {
        foreach ((Range name, Range value) in _attributes)
        {
            entry.AddAttribute(_text.AsSpan(0, _length)[name], _text.AsSpan(0, _length)[value]);
        }
    }

    private void Record(Range keyRange, Range valueRange)
    {
        ReadOnlySpan<byte> key = _text.AsSpan(0, _length)[keyRange];
        ReadOnlySpan<byte> value = _text.AsSpan(0, _length)[valueRange];
        ReadOnlySpan<byte> attribute = "SCHILY.xattr."u8;
        if (key.StartsWith(attribute))
        {
            AddAttribute((keyRange.Start.Value + attribute.Length)..keyRange.End, valueRange);
        }
        else if (key.StartsWith("GNU.sparse."u8))
        {
            Sparse.Record(key, value);
        }
        else
        {
            Field(key, value, valueRange);
        }
    }

    private void AddAttribute(Range name, Range value)
    {
        if (_attributes.Count == limits.Attributes)
        {
            throw new LayerException($"the layer has an entry with more than {limits.Attributes} extended attributes");
        }

        _attributes.Add((name, value));
    }

    private void Field(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, Range range)
    {
        if (key.SequenceEqual("path"u8))
        {
            _name = Text(value, range);
        }
        else if (key.SequenceEqual("linkpath"u8))
        {
            _link = Text(value, range);
        }
        else if (key.SequenceEqual("size"u8))
        {
            Size = Number(value);
        }
        else if (key.SequenceEqual("uid"u8))
        {
            Owner = Number(value);
        }
        else if (key.SequenceEqual("gid"u8))
        {
            Group = Number(value);
        }
        else if (key.SequenceEqual("mtime"u8))
        {
            Modified = Time(value);
        }
        else if (key.SequenceEqual("atime"u8))
        {
            Accessed = Time(value);
        }
    }

    // A value of no bytes takes back what was said before.
    private static Range? Text(ReadOnlySpan<byte> value, Range range) =>
        value.Contains((byte)0) ? throw new LayerException(value, "its name has a zero byte in it")
        : value.IsEmpty ? null
        : range;

    private static long? Number(ReadOnlySpan<byte> value) =>
        value.IsEmpty ? null
        : Utf8Parser.TryParse(value, out long number, out int used) && used == value.Length ? number
        : throw Malformed();

    private static FileTime? Time(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            return null;
        }

        int point = value.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? value : value[..point];
        ReadOnlySpan<byte> fraction = point < 0 ? [] : value[(point + 1)..];
        if (!Utf8Parser.TryParse(whole, out long seconds, out int used) || used != whole.Length
            || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9') || seconds == long.MinValue)
        {
            throw Malformed();
        }

        int nanoseconds = 0;
        for (int digit = 0; digit < 9; digit++)
        {
            nanoseconds = (nanoseconds * 10) + (digit < fraction.Length ? fraction[digit] - '0' : 0);
        }

        // The sign is the whole number's: -1.5 is half a second before -1.
        return value[0] != '-' || nanoseconds == 0
            ? new FileTime(seconds, nanoseconds)
            : new FileTime(seconds - 1, 1_000_000_000 - nanoseconds);
    }

    private static LayerException Malformed() => new("the layer has a malformed extended header");
}
