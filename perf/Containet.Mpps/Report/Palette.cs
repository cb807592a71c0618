namespace Containet.Mpps.Report;

/// <summary>Which color is whose, the same in every plot: ours blue, the kernel's grey, the floor's green, rivals warm.</summary>
internal static class Palette
{
    /// <summary>The color of a target.</summary>
    public static string Of(string target) => target switch
    {
        "containet-io_uring" or "containode" => "#1f5fb4",
        "containode-root" => "#4a80c6",
        "containode-switch" => "#2a9bb0",
        "containet-io_uring-2" => "#6f9fdc",
        "containet-epoll" => "#2a9bb0",
        "containet-epoll-2" => "#7cc6d4",
        "bridge" => "#666666",
        "bridge-nf" => "#8d8d8d",
        "veth" => "#a8a8a8",
        "floor" => "#3c9a4c",
        "floor-spin" => "#8fca98",
        "vde" or "bwrap" => "#c9742b",
        "ovs" or "runc" => "#b43b3b",
        "crun" => "#b8923a",
        "process" => "#a8a8a8",
        _ => "#9a6fb0",
    };
}
