using Containet.Images.Tests.Layers.Support;
using Containet.Linux;
using Tmds.Linux;

namespace Containet.Fuzz.Layers;

/// <summary>A target beside a directory with a file, which must stay what they were to the nanosecond.</summary>
internal sealed class FuzzCell : IDisposable
{
    private readonly TemporaryDirectory _all = new();
    private readonly Fd _outside;
    private readonly EntryStatus[] _before;

    public FuzzCell()
    {
        string outside = _all.Make("outside");
        File.WriteAllText(outside + "/canary", "alive");
        Target = Files.Open(_all.Make("target"), LibC.O_RDONLY | LibC.O_DIRECTORY);
        _outside = Files.Open(outside, LibC.O_RDONLY | LibC.O_DIRECTORY);
        _before = Look();
    }

    public Fd Target { get; }

    public void MustBeUnharmed()
    {
        EntryStatus[] now = Look();
        for (int index = 0; index < now.Length; index++)
        {
            // Reading is no harm.
            if (now[index].Modified != _before[index].Modified || now[index].Mode != _before[index].Mode
                || now[index].Links != _before[index].Links || now[index].Size != _before[index].Size || now[index].Owner != _before[index].Owner)
            {
                throw new BrokenInvariantException($"something outside of the target changed: {_before[index]} became {now[index]}");
            }
        }
    }

    public void Dispose()
    {
        Target.Dispose();
        _outside.Dispose();
        _all.Dispose();
    }

    private EntryStatus[] Look()
    {
        var all = new EntryStatus[3];
        int result = Math.Min(
            Math.Min(OpenFiles.Status(_all.Handle.Value, out all[0]), OpenFiles.Status(_outside.Value, out all[1])),
            FilesAt.Status(_outside.Value, "canary"u8, out all[2]));
        return result == 0 ? all : throw new BrokenInvariantException("something outside of the target is gone");
    }
}
