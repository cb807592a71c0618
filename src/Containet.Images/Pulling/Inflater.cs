using System.IO.Compression;
using Containet.Images.Manifests;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Containet.Images.Pulling;

/// <summary>What a layer is when it is not compressed.</summary>
internal static class Inflater
{
    private const int ZstdBuffer = 128 << 10;

    /// <summary>Inflates a layer as it is read.</summary>
    public static Stream Open(Stream compressed, LayerCompression compression) => compression switch
    {
        LayerCompression.Gzip => new GZipStream(compressed, CompressionMode.Decompress, leaveOpen: true),
        LayerCompression.Zstd => OpenZstd(compressed),
        _ => compressed,
    };

    /// <summary>How something is compressed, by its first four bytes (RFC 1952, RFC 8878).</summary>
    public static LayerCompression Detect(ReadOnlySpan<byte> magic) => magic switch
    {
        [0x1f, 0x8b, ..] => LayerCompression.Gzip,
        [0x28, 0xb5, 0x2f, 0xfd] => LayerCompression.Zstd,
        _ => LayerCompression.None,
    };

    /// <summary>How many bytes a layer may inflate to.</summary>
    public static long LimitOf(Descriptor layer) =>
        Math.Max(ImageLimits.InflatedAlways, Math.Min(layer.Size, long.MaxValue / ImageLimits.Ratio) * ImageLimits.Ratio);

    /// <summary>Whether a failure says that the compressed stream is malformed.</summary>
    public static bool IsMalformed(Exception e) => e is InvalidDataException or EndOfStreamException or ZstdException;

    private static DecompressionStream OpenZstd(Stream compressed)
    {
        var stream = new DecompressionStream(compressed, ZstdBuffer);
        stream.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, ImageLimits.ZstdWindowLog);
        return stream;
    }
}
