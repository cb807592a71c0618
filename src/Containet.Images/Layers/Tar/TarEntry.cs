using Containet.Linux;

namespace Containet.Images.Layers.Tar;

/// <summary>
/// One entry of an archive as it is meant, extensions worked in. The reader fills the same one again for every entry: what it
/// hands out is valid until then.
/// </summary>
internal sealed class TarEntry
{
    private readonly ByteArena _bytes = new();
    private readonly List<(Range Name, Range Value)> _attributes = [];
    private Range _name;
    private Range _link;

    /// <summary>What it makes.</summary>
    public TarType Type { get; set; }

    /// <summary>Its name as the archive has it: any bytes but zero.</summary>
    public ReadOnlySpan<byte> Name => _bytes[_name];

    /// <summary>What a link of either kind leads to.</summary>
    public ReadOnlySpan<byte> Link => _bytes[_link];

    /// <summary>Permissions, set-id and sticky bits included.</summary>
    public int Mode { get; set; }

    /// <summary>The owning user.</summary>
    public uint Owner { get; set; }

    /// <summary>The owning group.</summary>
    public uint Group { get; set; }

    /// <summary>Bytes of content in the archive.</summary>
    public long StoredSize { get; set; }

    /// <summary>Length of the file that is made: more than is stored if it is sparse.</summary>
    public long Size { get; set; }

    /// <summary>When its content last changed.</summary>
    public FileTime Modified { get; set; }

    /// <summary>When it was last read; the modification's time where the archive does not say.</summary>
    public FileTime Accessed { get; set; }

    /// <summary>Of a device, its major number.</summary>
    public uint Major { get; set; }

    /// <summary>Of a device, its minor number.</summary>
    public uint Minor { get; set; }

    /// <summary>Of a sparse file, where its content goes, in order; null of others.</summary>
    public List<SparseExtent>? Extents { get; set; }

    /// <summary>How many extended attributes it has.</summary>
    public int AttributeCount => _attributes.Count;

    /// <summary>The name of an extended attribute.</summary>
    public ReadOnlySpan<byte> AttributeName(int index) => _bytes[_attributes[index].Name];

    /// <summary>The value of an extended attribute.</summary>
    public ReadOnlySpan<byte> AttributeValue(int index) => _bytes[_attributes[index].Value];

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _bytes.Clear();
        _attributes.Clear();
        _name = _link = default;
        Extents = null;
    }

    /// <summary>Sets the name; a later one replaces an earlier.</summary>
    public void SetName(ReadOnlySpan<byte> name) => _name = _bytes.Add(name);

    /// <summary>Sets what it links to; a later one replaces an earlier.</summary>
    public void SetLink(ReadOnlySpan<byte> link) => _link = _bytes.Add(link);

    /// <summary>Adds an extended attribute; a later one of the same name replaces an earlier.</summary>
    public void AddAttribute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        for (int index = 0; index < _attributes.Count; index++)
        {
            if (AttributeName(index).SequenceEqual(name))
            {
                _attributes[index] = (_attributes[index].Name, _bytes.Add(value));
                return;
            }
        }

        _attributes.Add((_bytes.Add(name), _bytes.Add(value)));
    }
}
