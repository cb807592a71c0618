using System.Globalization;
using System.Text;
using Containet.Linux;

namespace Containet.Images.Layers.Tar;

/// <summary>
/// Writes an archive of the form of POSIX (pax(1)): a ustar header for each entry, and an extended one before it only where
/// that has no room. What is written depends on nothing but what is said. One thread.
/// </summary>
internal sealed class TarWriter(Stream output)
{
    private const int NameRoom = 100;
    private const long MostOctal8 = (1L << 21) - 1;
    private const long MostOctal12 = (1L << 33) - 1;

    private readonly byte[] _block = new byte[TarHeader.BlockSize];
    private readonly MemoryStream _records = new();
    private long _content;
    private int _padding;

    /// <summary>Begins an entry. Its content, if it has some, must follow.</summary>
    public void Begin(TarEntry entry)
    {
        End();
        _records.SetLength(0);
        ReadOnlySpan<byte> name = Fit(entry.Name, "path"u8);
        ReadOnlySpan<byte> link = Fit(entry.Link, "linkpath"u8);
        long owner = Fit(entry.Owner, MostOctal8, "uid"u8);
        long group = Fit(entry.Group, MostOctal8, "gid"u8);
        long size = Fit(entry.Size, MostOctal12, "size"u8);
        long modified = FitTime(entry.Modified);
        for (int index = 0; index < entry.AttributeCount; index++)
        {
            Record([.. "SCHILY.xattr."u8, .. entry.AttributeName(index)], entry.AttributeValue(index));
        }

        if (_records.Length > 0)
        {
            WriteRecords();
        }

        Header(TypeOf(entry.Type), name, link, entry.Mode, owner, group, size, modified, entry.Major, entry.Minor);
        SetContent(entry.Size);
    }

    /// <summary>Writes a piece of the entry's content.</summary>
    public void Write(ReadOnlySpan<byte> piece)
    {
        _content -= piece.Length;
        ArgumentOutOfRangeException.ThrowIfNegative(_content);
        output.Write(piece);
    }

    /// <summary>Ends the archive.</summary>
    public void Finish()
    {
        End();
        Array.Clear(_block);
        output.Write(_block);
        output.Write(_block);
        output.Flush();
    }

    private void End()
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(_content, 0);
        Array.Clear(_block);
        output.Write(_block, 0, _padding);
        _padding = 0;
    }

    private void SetContent(long length)
    {
        _content = length;
        _padding = (int)(-length & (TarHeader.BlockSize - 1));
    }

    private void WriteRecords()
    {
        Header('x', "PaxHeaders/entry"u8, [], 0x1A4, 0, 0, _records.Length, 0, 0, 0);
        SetContent(_records.Length);
        Write(_records.GetBuffer().AsSpan(0, (int)_records.Length));
        End();
    }

    private void Header(
        char type, ReadOnlySpan<byte> name, ReadOnlySpan<byte> link, int mode, long owner, long group, long size, long modified, uint major, uint minor)
    {
        Array.Clear(_block);
        name.CopyTo(_block);
        Octal(mode, 100, 8);
        Octal(owner, 108, 8);
        Octal(group, 116, 8);
        Octal(size, 124, 12);
        Octal(modified, 136, 12);
        _block[156] = (byte)type;
        link.CopyTo(_block.AsSpan(157));
        "ustar\000"u8.CopyTo(_block.AsSpan(257));
        Octal(major, 329, 8);
        Octal(minor, 337, 8);
        Span<byte> checksum = _block.AsSpan(148, 8);
        checksum.Fill((byte)' ');
        int sum = 0;
        foreach (byte value in _block)
        {
            sum += value;
        }

        Octal(sum, 148, 7);
        output.Write(_block);
    }

    private void Octal(long value, int offset, int room)
    {
        Span<byte> field = _block.AsSpan(offset, room);
        field[^1] = 0;
        for (int index = room - 2; index >= 0; index--)
        {
            field[index] = (byte)('0' + (value & 7));
            value >>= 3;
        }
    }

    private ReadOnlySpan<byte> Fit(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        if (text.Length <= NameRoom)
        {
            return text;
        }

        Record(key, text);
        return text[..NameRoom];
    }

    private long Fit(long value, long most, ReadOnlySpan<byte> key)
    {
        if (value <= most)
        {
            return value;
        }

        Record(key, Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)));
        return 0;
    }

    private long FitTime(FileTime time)
    {
        if (time.Nanoseconds == 0 && time.Seconds is >= 0 and <= MostOctal12)
        {
            return time.Seconds;
        }

        // Nanoseconds count forward; with a sign, the decimal fraction counts back.
        bool back = time.Seconds < 0 && time.Nanoseconds > 0;
        long seconds = back ? time.Seconds + 1 : time.Seconds;
        int fraction = back ? 1_000_000_000 - time.Nanoseconds : time.Nanoseconds;
        string sign = back && seconds == 0 ? "-" : "";
        Record("mtime"u8, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{sign}{seconds}.{fraction:d9}")));
        return Math.Clamp(time.Seconds, 0, MostOctal12);
    }

    // A record begins with its own length, the digits of the length included.
    private void Record(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        int rest = key.Length + value.Length + 3;
        int length = rest + 1;
        while (length != rest + Digits(length))
        {
            length = rest + Digits(length);
        }

        _records.Write(Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)));
        _records.WriteByte((byte)' ');
        _records.Write(key);
        _records.WriteByte((byte)'=');
        _records.Write(value);
        _records.WriteByte((byte)'\n');
    }

    private static int Digits(int value) => value.ToString(CultureInfo.InvariantCulture).Length;

    private static char TypeOf(TarType type) => type switch
    {
        TarType.File => '0',
        TarType.HardLink => '1',
        TarType.SymbolicLink => '2',
        TarType.CharacterDevice => '3',
        TarType.BlockDevice => '4',
        TarType.Directory => '5',
        _ => '6',
    };
}
