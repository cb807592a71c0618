namespace Containet.Images;

/// <summary>What an image may ask for at most, with the reason for each number. Layers have limits of their own.</summary>
public static class ImageLimits
{
    /// <summary>Bytes of a manifest or an index: what registries accept (OCI distribution, "Pushing Manifests").</summary>
    public const int Manifest = 4 << 20;

    /// <summary>Bytes of an image's config: it is kept in memory, and real ones have a few kilobytes.</summary>
    public const int Config = 4 << 20;

    /// <summary>Bytes of a token server's answer: tokens of many claims have some ten kilobytes.</summary>
    public const int TokenReply = 1 << 20;

    /// <summary>Layers of an image: as many as Docker allows; an overlay of Linux takes 500.</summary>
    public const int Layers = 127;

    /// <summary>Images in an index: the largest real ones have some twenty.</summary>
    public const int IndexEntries = 1000;

    /// <summary>Bytes of one layer as it comes: far beyond any real one, far below what overflows a sum.</summary>
    public const long Layer = 1L << 40;

    /// <summary>Redirects that are followed for one request: real registries need one, or two.</summary>
    public const int Redirects = 5;

    /// <summary>
    /// What a layer may inflate to whatever its size, in bytes; beyond that it may have <see cref="Ratio"/> times its size.
    /// </summary>
    public const long InflatedAlways = 1L << 30;

    /// <summary>How many times its size a layer may inflate to: real ones have two to five, and a disk's worth of zeros is a bomb.</summary>
    public const long Ratio = 100;

    /// <summary>Zstandard's window as a power of two, 32 MB: it is kept in memory for every layer in work, and level 19 needs 8 MB.</summary>
    public const int ZstdWindowLog = 25;
}
