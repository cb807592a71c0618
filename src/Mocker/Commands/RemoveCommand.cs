using System.CommandLine;
using Containet.Images;
using Containet.Images.Store;

namespace Mocker.Commands;

/// <summary><c>mocker rm REF…</c>: takes names away, and what only they led to.</summary>
internal static class RemoveCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var references = new Argument<string[]>("REF") { Description = "images in the store", Arity = ArgumentArity.OneOrMore };
        var force = new Option<bool>("--force", "-f") { Description = "also of an image that a container runs; its files stay until that ends" };
        var command = new Command("rm", "Remove images from the store.") { references, force };
        command.SetAction(result =>
        {
            ImageStore store = StoreOption.Open(result);
            foreach (string text in result.GetRequiredValue(references))
            {
                Remove(store, text, result.GetValue(force), terminal);
            }

            PruneCommand.Report(new GarbageCollector(store).Collect(alsoUnfinished: false), terminal);
        });
        return command;
    }

    private static void Remove(ImageStore store, string text, bool isForced, Terminal terminal)
    {
        ImageRecord record = store.Get(text);
        bool isLast = store.List().Count(other => other.Manifest == record.Manifest) == 1;
        if (isLast && !isForced && store.IsInUse(record))
        {
            throw new ImageException($"{record.Name} is in use, by a container or a pull; --force takes the name away all the same");
        }

        store.Remove(record.Name);
        terminal.Output.WriteLine(record.Name);
    }
}
