namespace Containet.DataPlane.Forwarding;

/// <summary>The names of drop reasons as people and programs see them.</summary>
public static class DropReasons
{
    private static readonly string[] Names =
    [
        "none", "runt", "giant", "bad-source", "spoofed-source",
        "spoofed-address", "too-many-addresses", "link-local", "same-port", "no-other-port", "not-flooded", "isolated", "rule", "over-rate",
        "link-loss", "link-full", "link-down", "link-store-full", "partitioned", "bad-vnet-header",
        "pool-empty", "ring-full", "port-gone", "port-moving", "over-mtu", "too-many-segments", "receiver-full", "interface-down", "write-failed",
    ];

    /// <summary>How many reasons there are, <see cref="DropReason.None"/> included.</summary>
    public static int Count => Names.Length;

    /// <summary>The name: lower case, words joined by hyphens. It does not change between versions.</summary>
    public static string Name(this DropReason reason) => Names[(int)reason];
}
