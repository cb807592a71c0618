using Containet.Linux.Launching;
using Containode.Planning;
using Containode.Specification;

namespace Containode.Running;

/// <summary>Makes what lacks of the place for an overlay's changes, and tidies it afterwards.</summary>
internal sealed class TopPreparation(OverlayRoot root, IReadOnlyList<string> mountPoints) : ILauncherStep
{
    private TopDirectory? _top;

    /// <inheritdoc/>
    public Step Step => new(Place.Launcher, "prepare", root.Top, root.IsForgotten ? "remove it" : "remove what was made and holds no changes");

    /// <inheritdoc/>
    public void Do(ChildProcess? container)
    {
        if (root.IsForgotten)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(root.Top)!);
        }

        foreach (string lower in root.Lowers)
        {
            TopDirectory.Check(lower, root.Top);
        }

        _top = TopDirectory.Prepare(root.Lowers[0], root.Top, mountPoints, root.IsForgotten);
    }

    /// <inheritdoc/>
    public void Dispose() => _top?.Dispose();
}
