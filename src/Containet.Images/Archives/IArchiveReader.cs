namespace Containet.Images.Archives;

/// <summary>The files of an archive that somebody made, by name.</summary>
internal interface IArchiveReader : IDisposable
{
    /// <summary>Opens a file; null if there is none of that name.</summary>
    Stream? Open(string name);
}
