namespace Containet.Images.Archives;

/// <summary>Takes the files of an archive, one after the other; each name once.</summary>
internal interface IArchiveWriter : IDisposable
{
    /// <summary>Adds a file.</summary>
    /// <param name="name">Its name, relative, with slashes.</param>
    /// <param name="content">What it holds; all of it is taken.</param>
    /// <param name="size">How much that is.</param>
    void Add(string name, Stream content, long size);
}
