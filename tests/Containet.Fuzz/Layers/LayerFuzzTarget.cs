using Containet.Images.Layers;
using Containet.Images.Tests.Layers.Support;

namespace Containet.Fuzz.Layers;

/// <summary>
/// A layer out of any bytes: it is unpacked or refused, in bounded memory and space, and nothing beside the target changes. The
/// first byte says as what; the rest is the archive, whose checksums are set right unless that byte says otherwise, since
/// hardly any mutation would get past them.
/// </summary>
internal sealed class LayerFuzzTarget : IFuzzTarget
{
    private const int Plain = 1;
    private const int AsItIs = 2;
    private const int Unprivileged = 4;
    private const int Twice = 8;

    private static readonly LayerLimits Limits = new() { TotalBytes = 1 << 20, FileBytes = 1 << 20, Entries = 500, KeptBytes = 1 << 16, Depth = 16 };

    /// <inheritdoc/>
    public string Name => "layers";

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        int how = input[0];
        byte[] archive = input[1..].ToArray();
        if ((how & AsItIs) == 0)
        {
            ArchiveSeal.Set(archive);
        }

        using var cell = new FuzzCell();
        for (int round = 0; round <= (how & Twice) / Twice; round++)
        {
            Unpack(cell, archive, how);
        }

        cell.MustBeUnharmed();
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, byte[] Input)> Seeds()
    {
        TarBuilder[] archives =
        [
            new TarBuilder().Directory("./").Directory("d").File("d/f", "content").SymbolicLink("s", "d/f").HardLink("h", "d/f"),
            new TarBuilder().File(".wh.gone").File("o/.wh..wh..opq").File("o/x").Directory("gone").Device("null", 1, 3).Entry('6', "fifo"),
            new TarBuilder().SymbolicLink("l", "../outside").File("l/canary", "dead").HardLink("c", "l/canary").File("../outside/new"),
            new TarBuilder().Pax(("path", "long/name"), ("mtime", "-1.5"), ("uid", "70000"), ("SCHILY.xattr.user.note", "x")).File("x"),
            new TarBuilder().Extension('L', "long\0").Extension('K', "target\0").SymbolicLink("x", "y").Extension('g', "11 a=b=c=d\n"),
            new TarBuilder().Pax(("GNU.sparse.size", "99"), ("GNU.sparse.map", "0,2,50,3")).File("sparse", "12345"),
            new TarBuilder().Pax(("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", "99"), ("GNU.sparse.name", "s"))
                .Entry('0', "x", content: [.. "1\n5\n3\n"u8, .. new byte[506], .. "abc"u8]),
        ];
        for (int index = 0; index < archives.Length; index++)
        {
            yield return ($"overlay-{index}", [0, .. archives[index].Bytes]);
            yield return ($"plain-{index}", [Plain | Unprivileged | Twice, .. archives[index].Bytes]);
        }
    }

    private static void Unpack(FuzzCell cell, byte[] archive, int how)
    {
        var options = new UnpackOptions
        {
            Target = (how & Plain) == 0 ? LayerTarget.OverlayLower : LayerTarget.PlainDirectory,
            Limits = Limits,
        };
        try
        {
            // As an ordinary user where it says so; as what the process is, where not.
            UnpackResult result = LayerUnpacker.Unpack(
                new MemoryStream(archive), cell.Target, (how & Unprivileged) == 0 ? options : options with { Privileged = false });
            if (result.ArchiveBytes != archive.Length || result.Bytes > archive.Length)
            {
                throw new BrokenInvariantException($"{result.ArchiveBytes} bytes read and {result.Bytes} written of {archive.Length}");
            }
        }
        catch (LayerException)
        {
            // Refused, in words.
        }
    }
}
