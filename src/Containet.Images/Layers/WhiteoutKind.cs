namespace Containet.Images.Layers;

/// <summary>What an entry's name has to do with whiteouts.</summary>
internal enum WhiteoutKind
{
    /// <summary>Nothing: it is an entry of its own.</summary>
    None,

    /// <summary>It hides one name of the layers below.</summary>
    Name,

    /// <summary>It hides all that the layers below have in its directory.</summary>
    Opaque,

    /// <summary>It is a record of AUFS, which nothing else needs.</summary>
    AufsRecord,
}
