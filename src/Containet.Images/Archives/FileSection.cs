using Containet.Images.Pulling;

namespace Containet.Images.Archives;

/// <summary>Part of a file as a stream; several of one file may be read at once.</summary>
internal sealed class FileSection(FileStream file, long offset, long length) : ReadOnlyStream
{
    private long _position;

    public override long Length => length;

    public override int Read(Span<byte> buffer)
    {
        int wanted = (int)Math.Min(buffer.Length, length - _position);
        int count = wanted == 0 ? 0 : RandomAccess.Read(file.SafeFileHandle, buffer[..wanted], offset + _position);
        _position += count;
        return count;
    }
}
