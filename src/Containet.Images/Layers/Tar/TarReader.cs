using Containet.Linux;

namespace Containet.Images.Layers.Tar;

/// <summary>
/// Reads an archive (tar(5): ustar, GNU's and POSIX's extensions, sparse files) entry by entry, and of each the content piece
/// by piece, without making anything for either that the next one does not use again. Where archives are ambiguous it agrees
/// with Go's reader, which the other tools of this field use: a layer must not mean something else here than where it was
/// looked through. Names stay bytes. One thread.
/// </summary>
internal sealed class TarReader
{
    private readonly TarInput _input;
    private readonly LayerLimits _limits;
    private readonly PaxHeader _extended;
    private byte[] _longName = [];
    private byte[] _longLink = [];
    private long _content;
    private int _padding;

    /// <summary>Reads a stream from where it stands.</summary>
    public TarReader(Stream stream, LayerLimits limits)
    {
        _input = new TarInput(stream, limits.TotalBytes);
        _limits = limits;
        _extended = new PaxHeader(limits);
    }

    /// <summary>The entry that <see cref="Next"/> came to.</summary>
    public TarEntry Entry { get; } = new();

    /// <summary>Headers read so far, those of extensions included.</summary>
    public long Headers { get; private set; }

    /// <summary>Bytes of the archive read so far.</summary>
    public long Received => _input.Received;

    /// <summary>Headers for all that follows, which are not applied, as Go's reader does not.</summary>
    public int GlobalHeaders { get; private set; }

    /// <summary>Comes to the next entry; what is left of the content of the one before is passed over.</summary>
    /// <returns>False at the end of the archive.</returns>
    /// <exception cref="LayerException">The archive is none, or asks for more than it may.</exception>
    public bool Next()
    {
        _extended.Clear();
        _longName = _longLink = [];
        while (true)
        {
            _input.Skip(_content + _padding);
            _content = _padding = 0;
            ReadOnlySpan<byte> block = _input.Take(TarHeader.BlockSize);
            if (block.IsEmpty)
            {
                return End();
            }

            var header = new TarHeader(block);
            if (header.IsZero)
            {
                block = _input.Take(TarHeader.BlockSize);
                return block.IsEmpty || new TarHeader(block).IsZero ? End() : throw NoArchive();
            }

            if (++Headers > _limits.Entries)
            {
                throw new LayerException($"the layer has more than {_limits.Entries} entries, the most that one may have");
            }

            if (!header.ChecksumIsRight())
            {
                throw NoArchive();
            }

            if (!TakeExtension(header))
            {
                FillEntry(header);
                return true;
            }
        }
    }

    /// <summary>The next piece of the entry's content, until the next call.</summary>
    /// <returns>Nothing at its end.</returns>
    public ReadOnlySpan<byte> Content(long most = long.MaxValue)
    {
        if (_content == 0)
        {
            return [];
        }

        ReadOnlySpan<byte> piece = _input.TakeSome(Math.Min(most, _content));
        _content -= piece.Length;
        return piece;
    }

    /// <summary>Reads what is left of the stream, so that who hashes it sees all of it.</summary>
    public void SkipToEnd() => _input.SkipToEnd();

    private bool End() =>
        _extended.IsSet || _longName.Length + _longLink.Length > 0
            ? throw new LayerException("the layer ends after an extended header")
            : false;

    private bool TakeExtension(TarHeader header)
    {
        switch ((char)header.Type)
        {
            case 'x':
                int length = ExtensionSize(header);
                CopyContent(length, _extended.Room(length));
                _extended.Parse();
                return true;
            case 'g':
                GlobalHeaders++;
                SetContent(ExtensionSize(header));
                return true;
            case 'L':
                _longName = LongText(ExtensionSize(header));
                return true;
            case 'K':
                _longLink = LongText(ExtensionSize(header));
                return true;
            default:
                return false;
        }
    }

    private int ExtensionSize(TarHeader header) =>
        header.Size is var size && size >= 0 && size <= _limits.ExtensionBytes
            ? (int)size
            : throw new LayerException(header.Name, $"an extended header of {size} bytes; the most is {_limits.ExtensionBytes}");

    private byte[] LongText(int length)
    {
        byte[] text = new byte[length];
        CopyContent(length, text);
        int end = Array.IndexOf(text, (byte)0);
        return end < 0 ? text : text[..end];
    }

    private void CopyContent(int length, Span<byte> into)
    {
        SetContent(length);
        for (ReadOnlySpan<byte> piece = Content(); !piece.IsEmpty; piece = Content())
        {
            piece.CopyTo(into);
            into = into[piece.Length..];
        }
    }

    private void SetContent(long length)
    {
        _content = length;
        _padding = (int)(-length & (TarHeader.BlockSize - 1));
    }

    private void FillEntry(TarHeader header)
    {
        Entry.Clear();
        FillNames(header);
        Entry.Mode = (int)(header.Mode & 0xFFF);
        Entry.Owner = Id(_extended.Owner ?? header.Owner, "owner");
        Entry.Group = Id(_extended.Group ?? header.Group, "group");
        Entry.Modified = _extended.Modified ?? new FileTime(header.Modified, 0);
        Entry.Accessed = _extended.Accessed ?? Entry.Modified;
        _extended.CopyAttributes(Entry);
        Entry.Type = TypeOf(header);
        Entry.Size = Entry.Type == TarType.File ? _extended.Size ?? header.Size : 0;
        if (Entry.Type is TarType.CharacterDevice or TarType.BlockDevice)
        {
            Entry.Major = Id(header.Major, "device number");
            Entry.Minor = Id(header.Minor, "device number");
        }

        FillContent(header);
    }

    private void FillNames(TarHeader header)
    {
        ReadOnlySpan<byte> name = header.Name;
        ReadOnlySpan<byte> prefix = header.Prefix;
        if (!prefix.IsEmpty)
        {
            Span<byte> joined = stackalloc byte[256];
            prefix.CopyTo(joined);
            joined[prefix.Length] = (byte)'/';
            name.CopyTo(joined[(prefix.Length + 1)..]);
            Entry.SetName(joined[..(prefix.Length + 1 + name.Length)]);
        }
        else
        {
            Entry.SetName(name);
        }

        Entry.SetLink(header.Link);
        Override(_extended.Name, _extended.Link);
        Override(_extended.Sparse.Name, []);
        Override(_longName, _longLink);
    }

    private void Override(ReadOnlySpan<byte> name, ReadOnlySpan<byte> link)
    {
        if (!name.IsEmpty)
        {
            Entry.SetName(name);
        }

        if (!link.IsEmpty)
        {
            Entry.SetLink(link);
        }
    }

    private TarType TypeOf(TarHeader header) => (char)header.Type switch
    {
        '\0' => Entry.Name.EndsWith("/"u8) ? TarType.Directory : TarType.File,
        '0' or '7' or 'S' => TarType.File,
        '1' => TarType.HardLink,
        '2' => TarType.SymbolicLink,
        '3' => TarType.CharacterDevice,
        '4' => TarType.BlockDevice,
        '5' => TarType.Directory,
        '6' => TarType.Fifo,
        _ => throw new LayerException(Entry.Name, $"its kind, {LayerException.Printable([header.Type])}, is not known"),
    };

    // Only files have content: what another kind's size says is not in the archive.
    private void FillContent(TarHeader header)
    {
        long stored = Entry.Size;
        if (stored < 0)
        {
            throw new LayerException(Entry.Name, "its size is negative");
        }

        long map = 0;
        if (Entry.Type == TarType.File && (header.Type == 'S' || _extended.Sparse.IsSparse))
        {
            Entry.Size = header.Type == 'S' ? header.RealSize : _extended.Sparse.RealSize!.Value;
            Entry.Extents = header.Type == 'S' ? SparseMap.ReadGnu(header, _input, _limits)
                : _extended.Sparse.MapIsInContent ? SparseMap.ReadDecimal(_input, stored, _limits, out map)
                : [.. _extended.Sparse.Extents];
            SparseMap.Check(Entry.Name, Entry.Extents, stored - map, Entry.Size);
        }

        Entry.StoredSize = stored - map;
        SetContent(Entry.StoredSize);
        if (Entry.Size > _limits.FileBytes)
        {
            throw new LayerException(Entry.Name, $"a file of {Entry.Size} bytes; the most is {_limits.FileBytes}");
        }
    }

    // The highest number stands for none where owners are set.
    private uint Id(long value, string what) =>
        value is >= 0 and < uint.MaxValue ? (uint)value : throw new LayerException(Entry.Name, $"its {what} is {value}");

    private static LayerException NoArchive() => new("the layer is not a tar archive, or is damaged");
}
