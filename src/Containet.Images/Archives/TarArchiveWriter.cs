using System.Formats.Tar;

namespace Containet.Images.Archives;

/// <summary>An archive that is a tar stream. The same content gives the same bytes: no times, no owners.</summary>
internal sealed class TarArchiveWriter(Stream output) : IArchiveWriter
{
    private readonly TarWriter _tar = new(output, TarEntryFormat.Pax, leaveOpen: false);

    public void Add(string name, Stream content, long size)
    {
        using var sized = new SizedStream(content, size);
        _tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
        {
            DataStream = sized,
            ModificationTime = DateTimeOffset.UnixEpoch,
            Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
        });
    }

    public void Dispose() => _tar.Dispose();
}
