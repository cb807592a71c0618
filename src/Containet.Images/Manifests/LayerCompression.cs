namespace Containet.Images.Manifests;

/// <summary>How a layer's tar archive is compressed.</summary>
public enum LayerCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>RFC 1952, of any number of members.</summary>
    Gzip,

    /// <summary>RFC 8878, of any number of frames.</summary>
    Zstd,
}
