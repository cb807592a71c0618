using System.Buffers.Binary;

namespace Containet.Images.Layers.Tar;

/// <summary>
/// A header block as it lies in the archive: the fields of POSIX.1-1988 (ustar) and of GNU tar, at their offsets (tar(5)).
/// Nothing is interpreted beyond the field itself.
/// </summary>
internal readonly ref struct TarHeader(ReadOnlySpan<byte> block)
{
    /// <summary>Size of a block, of which everything in an archive is a multiple.</summary>
    public const int BlockSize = 512;

    private readonly ReadOnlySpan<byte> _block = block;

    /// <summary>Whether all of it is zero, as two blocks at the end of an archive are.</summary>
    public bool IsZero => !_block.ContainsAnyExcept((byte)0);

    /// <summary>The kind of entry.</summary>
    public byte Type => _block[156];

    /// <summary>The name, up to 100 bytes.</summary>
    public ReadOnlySpan<byte> Name => Text(0, 100);

    /// <summary>What it links to, up to 100 bytes.</summary>
    public ReadOnlySpan<byte> Link => Text(157, 100);

    /// <summary>What comes before the name and a slash, in the form of POSIX.</summary>
    public ReadOnlySpan<byte> Prefix => Magic.SequenceEqual("ustar\0"u8) ? Text(345, 155) : [];

    /// <summary>Permissions, and in some archives the kind.</summary>
    public long Mode => Number(100, 8, "mode");

    /// <summary>The owning user.</summary>
    public long Owner => Number(108, 8, "owner");

    /// <summary>The owning group.</summary>
    public long Group => Number(116, 8, "group");

    /// <summary>Bytes of content.</summary>
    public long Size => Number(124, 12, "size");

    /// <summary>Seconds since 1970.</summary>
    public long Modified => Number(136, 12, "time");

    /// <summary>Major number of a device.</summary>
    public long Major => HasMagic ? Number(329, 8, "device number") : 0;

    /// <summary>Minor number of a device.</summary>
    public long Minor => HasMagic ? Number(337, 8, "device number") : 0;

    /// <summary>GNU's sparse files: the file's length.</summary>
    public long RealSize => Number(483, 12, "length");

    /// <summary>GNU's sparse files: whether blocks with more of the map follow.</summary>
    public bool MapContinues => _block[482] != 0;

    /// <summary>GNU's sparse files: the map's first four pairs.</summary>
    public ReadOnlySpan<byte> Map => _block.Slice(386, 4 * 24);

    private ReadOnlySpan<byte> Magic => _block.Slice(257, 6);

    private bool HasMagic => Magic[..5].SequenceEqual("ustar"u8);

    /// <summary>Whether the checksum is right, be it of bytes with or without sign: both have been written.</summary>
    public bool ChecksumIsRight()
    {
        const int Offset = 148;
        const int Length = 8;
        int unsigned = Length * ' ';
        int signed = unsigned;
        for (int index = 0; index < BlockSize; index++)
        {
            if (index is < Offset or >= Offset + Length)
            {
                unsigned += _block[index];
                signed += (sbyte)_block[index];
            }
        }

        return TryNumber(_block.Slice(Offset, Length), out long said) && (said == unsigned || said == signed);
    }

    /// <summary>A number: octal digits between blanks and zeroes, or, with the first bit set, binary with sign.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> field, out long value)
    {
        value = 0;
        if ((field[0] & 0x80) != 0)
        {
            return TryBinary(field, out value);
        }

        field = field.Trim(" \0"u8);
        int end = field.IndexOf((byte)0);
        foreach (byte digit in end < 0 ? field : field[..end])
        {
            if (digit is < (byte)'0' or > (byte)'7' || value > long.MaxValue >> 3)
            {
                return false;
            }

            value = (value << 3) | (long)(digit - '0');
        }

        return true;
    }

    private static bool TryBinary(ReadOnlySpan<byte> field, out long value)
    {
        // The bit after the mark is the sign; what is beyond 64 bits must only repeat it.
        byte sign = (field[0] & 0x40) != 0 ? (byte)0xFF : (byte)0;
        Span<byte> wide = stackalloc byte[12 + 8];
        wide.Fill(sign);
        field.CopyTo(wide[^field.Length..]);
        wide[^field.Length] = (byte)(sign == 0 ? field[0] & 0x7F : field[0]);
        value = BinaryPrimitives.ReadInt64BigEndian(wide[^8..]);
        return !wide[..^8].ContainsAnyExcept(sign) && value < 0 == (sign != 0);
    }

    private long Number(int offset, int length, string what) =>
        TryNumber(_block.Slice(offset, length), out long value)
            ? value
            : throw new LayerException(Name, $"its {what} is not a number");

    private ReadOnlySpan<byte> Text(int offset, int length)
    {
        ReadOnlySpan<byte> field = _block.Slice(offset, length);
        int end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }
}
