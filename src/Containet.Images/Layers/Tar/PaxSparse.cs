using System.Buffers.Text;

namespace Containet.Images.Layers.Tar;

/// <summary>
/// What an extended header says of a sparse file, in one of GNU tar's three forms: 0.0 has a pair of records for each stored
/// part, 0.1 one record with all, 1.0 the map before the content. One thread.
/// </summary>
internal sealed class PaxSparse
{
    private readonly List<SparseExtent> _extents = [];
    private long? _offset;
    private long _major;
    private long _minor;
    private byte[] _name = [];

    /// <summary>Whether the entry is a sparse file.</summary>
    public bool IsSparse => RealSize is not null;

    /// <summary>Whether the map lies before the content.</summary>
    public bool MapIsInContent => _major == 1 && _minor == 0;

    /// <summary>The file's length.</summary>
    public long? RealSize { get; private set; }

    /// <summary>The name, if it is given here; that of the entry is then made up.</summary>
    public ReadOnlySpan<byte> Name => _name;

    /// <summary>The stored parts as the records have them.</summary>
    public IReadOnlyList<SparseExtent> Extents => _extents;

    /// <summary>Forgets what was said.</summary>
    public void Clear()
    {
        _extents.Clear();
        _offset = null;
        _major = _minor = 0;
        _name = [];
        RealSize = null;
    }

    /// <summary>Takes a record whose key begins with <c>GNU.sparse.</c>.</summary>
    /// <exception cref="LayerException">Its value is none.</exception>
    public void Record(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> field = key["GNU.sparse.".Length..];
        if (field.SequenceEqual("size"u8) || field.SequenceEqual("realsize"u8))
        {
            RealSize = Number(value);
        }
        else if (field.SequenceEqual("major"u8))
        {
            _major = Number(value);
        }
        else if (field.SequenceEqual("minor"u8))
        {
            _minor = Number(value);
        }
        else if (field.SequenceEqual("name"u8))
        {
            _name = value.Contains((byte)0) ? throw Malformed() : value.ToArray();
        }
        else if (field.SequenceEqual("offset"u8))
        {
            _offset = Number(value);
        }
        else if (field.SequenceEqual("numbytes"u8))
        {
            _extents.Add(new SparseExtent(_offset ?? throw Malformed(), Number(value)));
            _offset = null;
        }
        else if (field.SequenceEqual("map"u8))
        {
            Map(value);
        }
    }

    private void Map(ReadOnlySpan<byte> value)
    {
        _extents.Clear();
        while (!value.IsEmpty)
        {
            long offset = Next(ref value);
            _extents.Add(new SparseExtent(offset, Next(ref value)));
        }
    }

    private static long Next(ref ReadOnlySpan<byte> value)
    {
        int comma = value.IndexOf((byte)',');
        long number = Number(comma < 0 ? value : value[..comma]);
        value = comma < 0 ? [] : value[(comma + 1)..];
        return number;
    }

    private static long Number(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out long number, out int used) && used == value.Length && number >= 0
            ? number
            : throw Malformed();

    private static LayerException Malformed() => new("the layer has a malformed map of a sparse file");
}
