using System.CommandLine;
using Containet.Images.Store;

namespace Mocker.Commands;

/// <summary><c>mocker prune</c>: removes what no name leads to.</summary>
internal static class PruneCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var all = new Option<bool>("--all", "-a") { Description = "first take away the names of all images that no container runs" };
        var command = new Command("prune", "Remove what no image needs any more, and what ended pulls have left.") { all };
        command.SetAction(result =>
        {
            ImageStore store = StoreOption.Open(result);
            foreach (ImageRecord record in result.GetValue(all) ? store.List().Where(record => !store.IsInUse(record)) : [])
            {
                store.Remove(record.Name);
                terminal.Output.WriteLine(record.Name);
            }

            Report(new GarbageCollector(store).Collect(alsoUnfinished: true), terminal);
        });
        return command;
    }

    /// <summary>Says what has been removed.</summary>
    public static void Report(Garbage garbage, Terminal terminal)
    {
        string stays = garbage.InUse == 0 ? "" : $"; {garbage.InUse} things stay, which are in use";
        terminal.Errors.WriteLine($"removed {garbage.Layers} layers and {garbage.Blobs} blobs, {Sizes.Bytes(garbage.Bytes)}{stays}");
    }
}
