namespace Containet.Images.Tests.Layers.Support;

/// <summary>Bytes that come at most so many at a time, as from a network.</summary>
internal sealed class PieceStream(byte[] bytes, int most) : MemoryStream(bytes, writable: false)
{
    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, most));
}
