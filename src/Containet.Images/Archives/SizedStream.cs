using Containet.Images.Pulling;

namespace Containet.Images.Archives;

/// <summary>A stream whose size is known though it cannot say so itself: what is written into tar archives needs it first.</summary>
internal sealed class SizedStream(Stream inner, long size) : ReadOnlyStream
{
    private long _position;

    // The archive's writer asks for the length of streams that can seek, and for nothing else.
    public override bool CanSeek => true;

    public override long Length => size;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int count = inner.Read(buffer[..(int)Math.Min(buffer.Length, size - _position)]);
        _position += count;
        return count > 0 || _position == size || buffer.Length == 0 ? count : throw new EndOfStreamException("it is shorter than it was said to be");
    }
}
