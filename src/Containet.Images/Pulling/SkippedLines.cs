using Containet.Images.Layers;

namespace Containet.Images.Pulling;

/// <summary>What a layer had that could not be represented here, for people.</summary>
internal static class SkippedLines
{
    /// <summary>A line a reason.</summary>
    public static IEnumerable<string> Of(UnpackResult result) => result.Skipped.Select(skip => $"{Word(skip.Key)}: {skip.Value.Count}, first {skip.Value.First}");

    private static string Word(SkipReason reason) => reason switch
    {
        SkipReason.OwnerNotKept => "owners not kept (not root)",
        SkipReason.Device => "device nodes left out (not root)",
        SkipReason.WhiteoutDevice => "devices left out that an overlay takes for whiteouts",
        SkipReason.OverlayAttribute => "attributes of overlays left out",
        SkipReason.MachineAttribute => "attributes of other machines left out",
        SkipReason.AttributeNotPermitted => "attributes left out (not permitted)",
        SkipReason.AttributeNotSupported => "attributes left out (the file system has none)",
        SkipReason.AufsRecord => "records of AUFS left out",
        _ => "headers for whole archives left out",
    };
}
