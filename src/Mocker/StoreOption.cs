using System.CommandLine;
using Containet.Images.Store;

namespace Mocker;

/// <summary>The option that every command has: where images are kept.</summary>
internal static class StoreOption
{
    /// <summary>The option; on either side of the verb.</summary>
    public static readonly Option<string?> Option = new("--store")
    {
        Description = "where images are kept; by default CONTAINET_STORE, or /var/lib/containet for root, or the user's data directory",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>Opens the store that a command line names.</summary>
    public static ImageStore Open(ParseResult result) => ImageStore.Open(result.GetValue(Option));
}
