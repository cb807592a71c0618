namespace Containet.Images.Tests.Layers.Support;

/// <summary>One entry of an archive that a property makes up out of the parts that attacks are made of.</summary>
public sealed record HostileStep(byte Kind, byte First, byte Second, byte Third, byte Target, bool EndsLayer)
{
    private static readonly string[] Parts =
        ["a", "b", "c", ".", "..", "", "outside", "canary", "nest", ".wh.a", ".wh.canary", ".wh..wh..opq", ".wh..", "target"];

    private static readonly string[] Targets =
        ["a", "b", "..", "../outside", "../outside/canary", "/", "a/b", "../../outside", "b/c", "/a", "c/../..", "."];

    /// <summary>Adds the entry.</summary>
    internal void AddTo(TarBuilder archive, Cell cell)
    {
        string name = string.Join('/', Parts[First % Parts.Length], Parts[Second % Parts.Length], Parts[Third % Parts.Length]);
        int target = Target % (Targets.Length + 2);
        string link = target < Targets.Length ? Targets[target] : target == Targets.Length ? cell.Outside : cell.OutsideName("canary");
        _ = (Kind % 7) switch
        {
            0 or 1 => archive.SymbolicLink(name, link),
            2 => archive.HardLink(name, link),
            3 => archive.Directory(name, 0x1C0),
            4 => archive.Entry('6', name),
            _ => archive.File(name, "dead", 0x1C0),
        };
    }
}
